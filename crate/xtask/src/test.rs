//! Every test, in one command. A stage that fails does not keep the next from running.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use anyhow::{Context, Result, ensure};

use crate::counts::{self, Counts};
use crate::npm;
use crate::project::Project;
use crate::setup;
use crate::sh;
use crate::site;
use crate::size;
use crate::tally::Tally;
use crate::toolchain::{Toolchain, cargo};
use crate::wasm;

/// Runs every test, and ends with the one line `N passed, N failed`. Returns whether none failed.
pub fn run(project: &Project) -> bool {
    let mut tally = Tally::default();
    let mut toolchain = None;
    tally.count("set-up", || {
        toolchain = Some(setup::run(project)?);
        Ok(Counts::default())
    });
    if let Some(toolchain) = toolchain {
        run_stages(project, toolchain, &mut tally);
    }
    tally.finish()
}

fn run_stages(project: &Project, toolchain: Toolchain, tally: &mut Tally) {
    tally.check("cargo fmt", || sh::run(cargo(project).args(["fmt", "--all", "--check"])));
    tally.check("cargo clippy", || {
        sh::run(cargo(project).args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
    });
    tally.count("cargo test", || cargo_test(project));
    // The type checks come after it, because they read the types that wasm-bindgen writes.
    let is_built = tally.check("build", || build(project, toolchain));
    for (name, folder) in [("www", project.www()), ("tests/e2e", project.e2e())] {
        tally.check(&format!("lint {name}"), || sh::run(&mut npm::script(&folder, "lint")));
        tally.check(&format!("types {name}"), || sh::run(&mut npm::script(&folder, "typecheck")));
    }
    // The peers' packages are large, so their folder is linted with the tool that is here anyway.
    tally.check("lint tests/bench", || {
        let mut biome = npm::program(&project.e2e(), "biome");
        sh::run(biome.args(["check", "--error-on-warnings", "."]).current_dir(project.bench()))
    });
    tally.count("unit tests www", || vitest(project));
    tally.count("size budgets", || {
        ensure!(is_built, "there is no fresh build to weigh");
        budgets(project)
    });
    tally.count("browser", || {
        ensure!(is_built, "there is no fresh build to test");
        playwright(project)
    });
}

fn cargo_test(project: &Project) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut command = cargo(project);
    command.args(["test", "--workspace", "--no-fail-fast"]).env("VK_DRIVER_FILES", setup::SOFTWARE_GPU);
    let status = sh::each_line(&mut command, |line| {
        println!("{line}");
        if let Some(one) = counts::cargo_line(line) {
            counts += one;
        }
    })?;
    Ok(counts.checked(status.success()))
}

fn build(project: &Project, toolchain: Toolchain) -> Result<()> {
    let warnings = wasm::build(project, toolchain)?;
    site::build(project)?;
    // Clippy sees the crates as they are natively; this sees what is compiled for wasm alone.
    ensure!(warnings == 0, "the wasm build has {warnings} warnings, shown above, and the tests allow none");
    Ok(())
}

fn budgets(project: &Project) -> Result<Counts> {
    let mut counts = Counts::default();
    for weight in size::report(project)? {
        counts += if weight.is_within_budget() { Counts::PASS } else { Counts::FAIL };
    }
    Ok(counts)
}

/// The page's logic without a browser. Too little of it covered is a failure too: vitest ends badly then.
fn vitest(project: &Project) -> Result<Counts> {
    let report = fresh_report(project, "vitest.json")?;
    let mut output = OsString::from("--outputFile.json=");
    output.push(&report);
    let mut command = npm::script(&project.www(), "test");
    command.args(["--", "--reporter=default", "--reporter=json"]).arg(output);
    let status = sh::status(&mut command)?;
    Ok(counts::vitest(&read_report(&report, status)?)?.checked(status.success()))
}

fn playwright(project: &Project) -> Result<Counts> {
    let report = fresh_report(project, "playwright.json")?;
    let mut command = npm::program(&project.e2e(), "playwright");
    command
        .args(["test", "--forbid-only", "--reporter=list,json"])
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let status = sh::status(&mut command)?;
    Ok(counts::playwright(&read_report(&report, status)?)?.checked(status.success()))
}

/// Where a test program is to write its report. An old one must not be taken for this run's, so it goes.
fn fresh_report(project: &Project, name: &str) -> Result<PathBuf> {
    let report = project.target().join(name);
    match fs::remove_file(&report) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot delete {}", report.display()))
        }
        _ => Ok(report),
    }
}

fn read_report(report: &Path, status: ExitStatus) -> Result<String> {
    fs::read_to_string(report)
        .with_context(|| format!("the tests ended ({status}) without a report in {}", report.display()))
}
