//! The npm packages of `www/` and `tests/e2e/`, and the scripts and programs they bring.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::sh;
use crate::stamp::{Stamp, fingerprint};

/// Installs exactly what the folder's lock file names, unless that is what is there.
pub fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let source = fingerprint(&lock);
    let stamp = Stamp::in_folder(&folder.join("node_modules"));
    if stamp.says(&source) {
        return Ok(());
    }
    eprintln!("Installing the npm packages of {}", folder.display());
    // The tests use the system's Chromium, so Playwright need not bring browsers of its own.
    let mut command = Command::new("npm");
    command.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    sh::run(command.current_dir(folder))?;
    stamp.write(&source)
}

/// `npm run SCRIPT` in a folder.
pub fn script(folder: &Path, name: &str) -> Command {
    let mut command = Command::new("npm");
    command.args(["run", "--silent", name]).current_dir(folder);
    command
}

/// A program that one of the folder's packages brings. Unlike `npx`, it never asks the network.
pub fn program(folder: &Path, name: &str) -> Command {
    let mut command = Command::new(folder.join("node_modules/.bin").join(name));
    command.current_dir(folder);
    command
}
