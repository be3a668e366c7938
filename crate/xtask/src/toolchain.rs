//! Which compiler builds wasm: rustup's, or Debian's where rustup cannot reach its server.
//!
//! rustup's stable toolchain comes without the standard library for wasm. Debian's `rustc-web`
//! brings the source of its own, from which `-Z build-std` compiles one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::sh;

/// The only target that the page needs.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What Debian's way needs: a compiler, its cargo, its library's source, and a linker.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

const RUSTUP_LIMIT: Duration = Duration::from_secs(120);

/// The compiler that builds wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The compiler that also builds the native parts, with the wasm standard library installed.
    Installed,
    /// Debian's compiler in /usr/bin, which compiles the standard library too.
    Debian,
}

impl Toolchain {
    /// Chooses, and asks rustup for the wasm standard library where that has not been tried yet.
    /// [`Toolchain::Debian`] may still lack packages: see [`missing_debian_packages`].
    pub fn choose(project: &Project) -> Result<Self> {
        if has_wasm_library(&sysroot(project)?) {
            return Ok(Self::Installed);
        }
        // Once Debian's compiler serves this checkout it goes on doing so: trying rustup again would
        // cost time without a network, and with one would build everything a second time.
        if remembers_debian(project) && missing_debian_packages()?.is_empty() {
            return Ok(Self::Debian);
        }
        if sh::on_path("rustup").is_some() {
            eprintln!("Asking rustup for the wasm standard library");
            let mut rustup = Command::new("rustup");
            rustup.args(["target", "add", WASM_TARGET]).current_dir(project.root());
            // The re-check matters where cargo is not rustup's: the library then went elsewhere.
            if sh::succeeds_within(&mut rustup, RUSTUP_LIMIT)? && has_wasm_library(&sysroot(project)?) {
                return Ok(Self::Installed);
            }
            eprintln!("rustup could not install it; using Debian's compiler for wasm instead");
        }
        Ok(Self::Debian)
    }

    /// Keeps the choice for the next run.
    pub fn remember(self, project: &Project) -> Result<()> {
        let note = note(project);
        if self == Self::Debian && !note.exists() {
            fs::write(&note, "debian\n").with_context(|| format!("cannot write {}", note.display()))?;
        }
        Ok(())
    }

    /// `cargo build` for wasm, to be completed with what to build.
    pub fn cargo_build(self, project: &Project) -> Command {
        let mut command = match self {
            Self::Installed => cargo(project),
            Self::Debian => debian_cargo(project),
        };
        command.args(["build", "--target", WASM_TARGET]);
        if self == Self::Debian {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        command
    }
}

/// The cargo that started xtask, without the variables that are about xtask itself.
pub fn cargo(project: &Project) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project.root());
    clear(&mut command, &["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]);
    command
}

fn debian_cargo(project: &Project) -> Command {
    let mut command = Command::new("/usr/bin/cargo");
    command.current_dir(project.root());
    // rustup's proxies point their children at rustup's compiler; this cargo must not hear of it.
    clear(&mut command, &["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "RUSTUP_", "RUSTC", "RUSTDOC"]);
    command
        .env_remove("CARGO")
        .env_remove("LD_LIBRARY_PATH")
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19");
    command
}

fn clear(command: &mut Command, prefixes: &[&str]) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if prefixes.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

/// The Debian packages that [`Toolchain::Debian`] still lacks.
pub fn missing_debian_packages() -> Result<Vec<&'static str>> {
    let mut missing = Vec::new();
    for package in DEBIAN_PACKAGES {
        if !is_installed(package)? {
            missing.push(package);
        }
    }
    Ok(missing)
}

fn is_installed(package: &str) -> Result<bool> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output()
        .context(
            "there is no wasm standard library and no dpkg to get Debian's with; \
             install one with `rustup target add wasm32-unknown-unknown`",
        )?;
    Ok(output.stdout == b"installed")
}

/// The folder of the compiler that builds the native parts.
pub fn sysroot(project: &Project) -> Result<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "sysroot"]).current_dir(project.root());
    sh::capture(&mut rustc).map(PathBuf::from)
}

fn has_wasm_library(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir()
}

fn remembers_debian(project: &Project) -> bool {
    note(project).exists()
}

fn note(project: &Project) -> PathBuf {
    project.target().join("wasm-toolchain")
}
