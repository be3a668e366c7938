//! Times the bundled default model natively and in Chromium, then the engine beside its peers. Prints or writes every sample: a
//! benchmark, not a test.

use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::{npm, sh, site};

/// Prints what the native build takes and what a visit to the page takes, then compares with the peers. `options` go to
/// `tests/bench/run.mjs`.
pub fn run(project: &Project, options: &[String]) -> Result<()> {
    let model = site::default_model(&project.models())?;
    println!("Native, release build, seconds:");
    let mut native = Command::new("cargo");
    native.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "foregone-cli",
        "--",
        "bench",
        "--json",
        "--model",
    ]);
    sh::run(native.arg(model).current_dir(project.root()))?;
    println!("In Chromium:");
    sh::run(Command::new("node").arg("bench.mjs").current_dir(project.e2e()))?;
    beside_peers(project, options)
}

/// Makes the same checkpoints for all engines, where there are none yet, and times them in turn: `tests/bench/RESULTS.md`.
fn beside_peers(project: &Project, options: &[String]) -> Result<()> {
    let bench = project.bench();
    npm::install(&bench)?;
    let folder = project.target().join("bench");
    let (venv, weights) = (folder.join("venv"), folder.join("weights"));
    let python = venv.join("bin/python");
    if !python.exists() {
        sh::run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(bench.join("requirements.txt"));
    sh::run(&mut install)?;
    for shape in ["15m", "135m"] {
        if !weights.join(format!("{shape}-f32/model.onnx")).exists() {
            let mut make = Command::new(&python);
            make.args(["make.py", "--shape", shape, "--out"]).arg(&weights);
            sh::run(make.current_dir(&bench))?;
        }
    }
    let mut node = Command::new("node");
    node.args(["run.mjs", "--weights"]).arg(&weights).args(options);
    sh::run(node.current_dir(&bench))
}
