//! Serves the built page on a loopback address.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::Error;

use crate::project::Project;

/// Serves `www/dist` until Ctrl-C, from `port` or the next free one, and prints the address once it
/// answers. Returns only to say why the server cannot start.
pub fn run(project: &Project, port: u16) -> Error {
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", include_str!("serve.mjs"), "--", &port.to_string()]);
    // Node takes this process's place, so that a signal sent here reaches the server and leaves none behind.
    let error = node.current_dir(project.www()).exec();
    Error::new(error).context("cannot start Vite's server with node")
}
