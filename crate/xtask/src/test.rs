//! Every test, in one command. A stage that fails does not keep the next from running.

use std::fs;
use std::io::ErrorKind;

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
    if npm::has_script(&project.www(), "test") {
        tally.check("unit tests www", || sh::run(&mut npm::script(&project.www(), "test")));
    }
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

fn playwright(project: &Project) -> Result<Counts> {
    let report = project.target().join("playwright.json");
    // An old report must not be taken for this run's.
    match fs::remove_file(&report) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot delete {}", report.display()));
        }
        _ => {}
    }
    let mut command = npm::program(&project.e2e(), "playwright");
    command
        .args(["test", "--forbid-only", "--reporter=list,json"])
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let status = sh::status(&mut command)?;
    let text = fs::read_to_string(&report)
        .with_context(|| format!("Playwright ended ({status}) without a report in {}", report.display()))?;
    Ok(counts::playwright(&text)?.checked(status.success()))
}
