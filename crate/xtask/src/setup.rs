//! Set-up: installs what the machine lacks, and does nothing, without a network, when it lacks nothing.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::npm;
use crate::project::Project;
use crate::sh;
use crate::toolchain::{self, Toolchain};

/// The browser that the tests run in. Its place is fixed because the tests name it.
pub const CHROMIUM: &str = "/usr/bin/chromium";

/// The second browser, for one visit. Its place is fixed for the same reason.
pub const FIREFOX: &str = "/usr/bin/firefox-esr";

/// The software GPU that Chromium brings along, as Vulkan names a driver: the kernels are tested on it, whatever the machine has.
pub const SOFTWARE_GPU: &str = "/usr/lib/chromium/vk_swiftshader_icd.json";

/// Where the program that loads Vulkan drivers may lie.
const VULKAN_LOADERS: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/libvulkan.so.1",
    "/usr/lib/aarch64-linux-gnu/libvulkan.so.1",
    "/usr/lib64/libvulkan.so.1",
    "/usr/lib/libvulkan.so.1",
];

/// The oldest Node that Vite runs on.
const OLDEST_NODE: (u32, u32) = (20, 19);
const COMPONENT_LIMIT: Duration = Duration::from_secs(120);

/// Sets up everything, and says which compiler builds wasm.
pub fn run(project: &Project) -> Result<Toolchain> {
    let toolchain = Toolchain::choose(project)?;
    let mut packages = missing_packages();
    if toolchain == Toolchain::Debian {
        packages.extend(toolchain::missing_debian_packages()?);
    }
    if !packages.is_empty() {
        install_packages(&packages)?;
    }
    check_node()?;
    toolchain.remember(project)?;
    add_components(project)?;
    npm::install(&project.www())?;
    npm::install(&project.e2e())?;
    Ok(toolchain)
}

fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if !Path::new(CHROMIUM).exists() {
        missing.push("chromium");
    }
    if !Path::new(FIREFOX).exists() {
        missing.push("firefox-esr");
    }
    // Chromium draws no text without a font, and Debian only recommends one to it.
    if !["liberation", "liberation2"]
        .iter()
        .any(|font| Path::new("/usr/share/fonts/truetype").join(font).exists())
    {
        missing.push("fonts-liberation");
    }
    if !VULKAN_LOADERS.iter().any(|loader| Path::new(loader).exists()) {
        missing.push("libvulkan1");
    }
    if sh::on_path("node").is_none() {
        missing.push("nodejs");
    }
    if sh::on_path("npm").is_none() {
        missing.push("npm");
    }
    missing
}

fn install_packages(packages: &[&str]) -> Result<()> {
    let install = ["install", "--yes", "--no-install-recommends"];
    if sh::on_path("apt-get").is_none() {
        bail!(
            "this machine lacks {}, as Debian calls them, and has no apt-get; install them, then try again",
            packages.join(", ")
        );
    }
    if sh::capture(Command::new("id").arg("-u"))? != "0" {
        bail!(
            "system packages are missing; run this line, then try again:\n\
             sudo apt-get update && sudo apt-get {} {}",
            install.join(" "),
            packages.join(" ")
        );
    }
    eprintln!("Installing {}", packages.join(", "));
    // Another apt may be at work, on a fresh machine above all: wait for it.
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(["-o", "DPkg::Lock::Timeout=300"]).args(words).env("DEBIAN_FRONTEND", "noninteractive");
        sh::run(&mut command)
    };
    apt(&["update"])?;
    apt(&[&install, packages].concat())
}

fn check_node() -> Result<()> {
    let text = sh::capture(Command::new("node").arg("--version"))?;
    let version =
        version(&text).with_context(|| format!("`node --version` printed {text:?}, not a version"))?;
    let (major, minor) = OLDEST_NODE;
    ensure!(
        version >= OLDEST_NODE,
        "Node {major}.{minor} or newer is needed and this is {text}; install one from https://nodejs.org, then try again"
    );
    Ok(())
}

/// The 20 and 11 of "v20.11.1".
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// rustfmt and clippy are part of the tests, and a minimal rustup toolchain has neither.
fn add_components(project: &Project) -> Result<()> {
    let programs = toolchain::sysroot(project)?.join("bin");
    if programs.join("cargo-fmt").exists() && programs.join("cargo-clippy").exists() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["component", "add", "rustfmt", "clippy"]).current_dir(project.root());
    if !sh::succeeds_within(&mut rustup, COMPONENT_LIMIT)? {
        bail!("rustfmt or clippy is missing; run `rustup component add rustfmt clippy`, then try again");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_version_is_read_and_compared_as_numbers() {
        assert_eq!(version("v20.11.1"), Some((20, 11)));
        assert!(version("v20.9.0") < Some(OLDEST_NODE));
        assert!(version("v22.1.0") > Some(OLDEST_NODE));
        assert_eq!(version("20.11.1"), None);
        assert_eq!(version("node: not found"), None);
    }
}
