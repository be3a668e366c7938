//! Where things are in the repository.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository that the running xtask belongs to.
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the repository from what `cargo run` says of this package's place in it.
    pub fn find() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .context("xtask was started without cargo; run `cargo xtask` in the repository instead")?;
        let root = Path::new(&package)
            .ancestors()
            .nth(2)
            .context("crate/xtask is not two folders below the repository's root")?
            .to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        let target = root.join(target);
        Ok(Self { root, target })
    }

    /// The repository's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's build folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The page and the widget.
    pub fn www(&self) -> PathBuf {
        self.root.join("www")
    }

    /// The engine as the page imports it: wasm, its JavaScript and its types.
    pub fn www_wasm(&self) -> PathBuf {
        self.root.join("www/wasm")
    }

    /// The built page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("www/dist")
    }

    /// The browser's tests.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("tests/e2e")
    }

    /// The engine beside its peers.
    pub fn bench(&self) -> PathBuf {
        self.root.join("tests/bench")
    }

    /// What the page may weigh.
    pub fn budgets(&self) -> PathBuf {
        self.root.join("tests/budgets.json")
    }

    /// The bundled checkpoints and their manifest.
    pub fn models(&self) -> PathBuf {
        self.root.join("models")
    }
}
