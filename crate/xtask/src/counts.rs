//! How many tests passed and failed, read from what the test programs report.

use std::fmt;
use std::ops::AddAssign;

use anyhow::{Context, Result};
use serde_json::Value;

/// Tests that passed, and tests that did anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    /// One test that passed.
    pub const PASS: Self = Self { passed: 1, failed: 0 };
    /// One test that failed.
    pub const FAIL: Self = Self { passed: 0, failed: 1 };

    /// What a program counted, set right by how it ended: one that failed, or that ran no test, is a
    /// failure even when it counted none.
    pub fn checked(self, succeeded: bool) -> Self {
        let is_empty = self == Self::default();
        if self.failed == 0 && (!succeeded || is_empty) {
            return Self { failed: 1, ..self };
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Reads a line `test result: ok. 3 passed; 1 failed; …`, which `cargo test` prints once a program.
pub fn cargo_line(line: &str) -> Option<Counts> {
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |word| {
        let part = numbers.split("; ").find_map(|part| part.strip_suffix(word))?;
        part.trim().parse().ok()
    };
    Some(Counts { passed: count("passed")?, failed: count("failed")? })
}

/// Reads the report of Playwright's JSON reporter. A test that passed only when tried again, that was
/// skipped or interrupted, and an error outside every test count as failures.
pub fn playwright(report: &str) -> Result<Counts> {
    let report: Value = serde_json::from_str(report).context("Playwright's report is not JSON")?;
    let count = |outcome| {
        let value = report.pointer(&format!("/stats/{outcome}")).and_then(Value::as_u64);
        value.with_context(|| format!("Playwright's report has no number stats.{outcome}"))
    };
    let errors = report.get("errors").and_then(Value::as_array).map_or(0, Vec::len);
    Ok(Counts {
        passed: count("expected")?,
        failed: count("unexpected")? + count("flaky")? + count("skipped")? + u64::try_from(errors)?,
    })
}

/// Reads the report of vitest's JSON reporter. A test that was skipped or is still to be written counts as a failure, and so
/// does a file that could not be loaded, whose tests vitest does not know.
pub fn vitest(report: &str) -> Result<Counts> {
    let report: Value = serde_json::from_str(report).context("vitest's report is not JSON")?;
    let count = |name: &str| {
        let value = report.get(name).and_then(Value::as_u64);
        value.with_context(|| format!("vitest's report has no number {name}"))
    };
    let files = report.get("testResults").and_then(Value::as_array);
    let files = files.context("vitest's report has no list testResults")?;
    let is_unread = |file: &&Value| {
        let tests = file.get("assertionResults").and_then(Value::as_array).map_or(0, Vec::len);
        tests == 0 && file.get("status").and_then(Value::as_str) != Some("passed")
    };
    let unread = files.iter().filter(is_unread).count();
    let passed = count("numPassedTests")?;
    let others = count("numTotalTests")?.checked_sub(passed);
    let others = others.context("vitest's report has more tests that passed than tests")?;
    Ok(Counts { passed, failed: others + u64::try_from(unread)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_result_lines_are_read() {
        let ok =
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s";
        assert_eq!(cargo_line(ok), Some(Counts { passed: 12, failed: 0 }));
        let bad = "test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.10s";
        assert_eq!(cargo_line(bad), Some(Counts { passed: 2, failed: 5 }));
        assert_eq!(cargo_line("test a::b ... ok"), None);
        assert_eq!(cargo_line("test result: ok"), None);
    }

    #[test]
    fn playwrights_report_is_read() {
        let report = r#"{"errors":[{"message":"no browser"}],"stats":{"expected":7,"skipped":1,"unexpected":2,"flaky":3}}"#;
        assert_eq!(playwright(report).unwrap(), Counts { passed: 7, failed: 7 });
        assert!(playwright("{}").is_err());
        assert!(playwright("").is_err());
    }

    #[test]
    fn vitests_report_is_read() {
        let report = r#"{"numTotalTests":10,"numPassedTests":7,"numFailedTests":1,"numPendingTests":1,"numTodoTests":1,
            "testResults":[{"status":"passed","assertionResults":[{}]},{"status":"failed","assertionResults":[{}]},
            {"status":"failed","assertionResults":[]}]}"#;
        assert_eq!(vitest(report).unwrap(), Counts { passed: 7, failed: 4 });
        let none = r#"{"numTotalTests":0,"numPassedTests":0,"testResults":[]}"#;
        assert_eq!(vitest(none).unwrap().checked(true), Counts::FAIL);
        assert!(vitest(r#"{"numTotalTests":1,"numPassedTests":1}"#).is_err());
        assert!(vitest(r#"{"numTotalTests":1,"numPassedTests":2,"testResults":[]}"#).is_err());
        assert!(vitest("").is_err());
    }

    #[test]
    fn a_program_that_ends_badly_or_tests_nothing_has_failed() {
        let some = Counts { passed: 3, failed: 0 };
        assert_eq!(some.checked(true), some);
        assert_eq!(some.checked(false), Counts { passed: 3, failed: 1 });
        assert_eq!(Counts::default().checked(true), Counts::FAIL);
        let bad = Counts { passed: 3, failed: 2 };
        assert_eq!(bad.checked(false), bad);
    }
}
