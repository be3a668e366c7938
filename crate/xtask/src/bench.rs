//! Times the bundled default model natively and in Chromium. Prints every sample: a benchmark, not a test.

use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::{sh, site};

/// Prints tokens a second of the native build, then what a visit to the page takes and its tokens a second.
pub fn run(project: &Project) -> Result<()> {
    let files = site::default_model_files(&project.models())?;
    let model = files.first().and_then(|file| file.parent()).context("the default model has no files")?;
    println!("Native, release build, tokens a second with capture off and on:");
    let mut native = Command::new("cargo");
    native.args(["run", "--quiet", "--release", "--package", "foregone-cli", "--", "bench", "--model"]);
    sh::run(native.arg(model).current_dir(project.root()))?;
    println!("In Chromium:");
    sh::run(Command::new("node").arg("bench.mjs").current_dir(project.e2e()))
}
