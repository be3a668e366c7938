//! The stages of a test run: each announced, timed and counted, and summed up at the end.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::counts::Counts;

/// The stages so far.
#[derive(Default)]
pub struct Tally {
    stages: Vec<Stage>,
}

struct Stage {
    name: String,
    counts: Counts,
    time: Duration,
}

impl Tally {
    /// Runs a stage that counts its own tests. An error counts as one failed test. Returns whether
    /// nothing failed.
    pub fn count(&mut self, name: &str, work: impl FnOnce() -> Result<Counts>) -> bool {
        println!("\n── {name} ──");
        let start = Instant::now();
        let counts = work().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Counts::FAIL
        });
        let time = start.elapsed();
        println!("── {name}: {counts}, {:.1} s ──", time.as_secs_f64());
        self.stages.push(Stage { name: name.to_owned(), counts, time });
        counts.failed == 0
    }

    /// Runs a stage that is one test.
    pub fn check(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        self.count(name, || work().map(|()| Counts::PASS))
    }

    /// Prints the stages, then the one line `N passed, N failed`. Returns whether nothing failed.
    pub fn finish(self) -> bool {
        println!();
        let mut sum = Counts::default();
        for Stage { name, counts, time } in self.stages {
            println!("{name:<20} {:>5} {:>5} {:>7.1} s", counts.passed, counts.failed, time.as_secs_f64());
            sum += counts;
        }
        println!("{sum}");
        sum.failed == 0
    }
}
