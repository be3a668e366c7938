//! Builds `crate/web` into what the page imports: `www/wasm/foregone_web{.js,.d.ts,_bg.wasm}`, and the same once more as
//! `foregone_web_relaxed`, for browsers with relaxed SIMD. Each has JavaScript of its own, because what wasm-bindgen calls a closure
//! changes with the crates' features.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use crate::npm;
use crate::project::Project;
use crate::sh;
use crate::stamp::{Stamp, fingerprint};
use crate::toolchain::Toolchain;

/// The crate's name among its files.
const NAME: &str = "foregone_web";

/// How hard wasm-opt works: -O3 and -Os take longer for the same size once compressed. Which wasm
/// features it may use it reads from the file.
const EFFORT: &str = "-O2";

/// The engine for one kind of browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// For any.
    Plain,
    /// For those with relaxed SIMD.
    Relaxed,
}

impl Build {
    pub const ALL: [Self; 2] = [Self::Plain, Self::Relaxed];

    /// The wasm file as the page loads it.
    pub fn output(self, project: &Project) -> PathBuf {
        project.www_wasm().join(format!("{}_bg.wasm", self.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Plain => NAME,
            Self::Relaxed => "foregone_web_relaxed",
        }
    }

    /// What cargo is told besides.
    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Relaxed => &["--features", "relaxed-simd"],
        }
    }
}

/// Compiles, binds and optimises, the last two only when the first gave something new. Returns how
/// many warnings the compiler had.
pub fn build(project: &Project, toolchain: Toolchain) -> Result<usize> {
    let mut warnings = 0;
    let mut wasm = Vec::new();
    for build in Build::ALL {
        let compiled = compile(project, toolchain, build)?;
        warnings += compiled.warnings;
        // Read at once: the next build takes the file's place.
        let bytes = fs::read(&compiled.file);
        wasm.push((build, bytes.with_context(|| format!("cannot read {}", compiled.file.display()))?));
    }
    let source = recipe(&wasm, project)?;
    let folder = project.www_wasm();
    let stamp = Stamp::in_folder(&folder);
    if !stamp.says(&source) {
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
        }
        for (build, bytes) in wasm {
            bind(build, bytes, &folder)?;
            optimise(&build.output(project), project)?;
        }
        stamp.write(&source)?;
    }
    Ok(warnings)
}

/// All that decides what binding and optimising give: the compiled wasm, this file, wasm-opt's version.
fn recipe(wasm: &[(Build, Vec<u8>)], project: &Project) -> Result<String> {
    let binaryen = project.www().join("node_modules/binaryen/package.json");
    let binaryen = fs::read(&binaryen).with_context(|| format!("cannot read {}", binaryen.display()))?;
    let own: [&[u8]; 2] = [include_bytes!("wasm.rs"), &binaryen];
    let parts = wasm.iter().map(|(_, bytes)| bytes.as_slice()).chain(own);
    Ok(parts.map(fingerprint).collect::<Vec<_>>().join(" "))
}

struct Compiled {
    file: PathBuf,
    warnings: usize,
}

fn compile(project: &Project, toolchain: Toolchain, build: Build) -> Result<Compiled> {
    let format = if std::io::stderr().is_terminal() { "json-diagnostic-rendered-ansi" } else { "json" };
    let mut cargo = toolchain.cargo_build(project);
    // A folder of its own: native builds then neither wait for this one nor undo it.
    cargo
        .args(["--package", "foregone-web", "--profile", "wasm", "--message-format", format, "--target-dir"])
        .arg(project.target().join("wasm"))
        .args(build.features());
    let mut file = None;
    let mut warnings = 0;
    let status = sh::each_line(&mut cargo, |line| match Message::read(line) {
        Some(Message::Diagnostic { text, is_warning }) => {
            eprint!("{text}");
            warnings += usize::from(is_warning);
        }
        Some(Message::Wasm(path)) => file = Some(path),
        None => {}
    })?;
    sh::check(&cargo, status)?;
    let file = file.context("cargo built foregone-web but named no .wasm file")?;
    Ok(Compiled { file, warnings })
}

/// A line of cargo's `--message-format json` that matters here.
#[derive(Debug, PartialEq)]
enum Message {
    Diagnostic { text: String, is_warning: bool },
    Wasm(PathBuf),
}

impl Message {
    fn read(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        match line.get("reason")?.as_str()? {
            "compiler-message" => {
                let message = line.get("message")?;
                let text = message.get("rendered")?.as_str()?.to_owned();
                let is_warning = message.get("level")?.as_str()? == "warning";
                Some(Self::Diagnostic { text, is_warning })
            }
            "compiler-artifact" if line.pointer("/target/name")?.as_str()? == NAME => {
                let files = line.get("filenames")?.as_array()?;
                let mut paths = files.iter().filter_map(Value::as_str).map(Path::new);
                paths
                    .find(|path| path.extension().is_some_and(|kind| kind == "wasm"))
                    .map(|path| Self::Wasm(path.into()))
            }
            _ => None,
        }
    }
}

fn bind(build: Build, wasm: Vec<u8>, folder: &Path) -> Result<()> {
    eprintln!("Running wasm-bindgen");
    Bindgen::new()
        .input_bytes(build.name(), wasm)
        .out_name(build.name())
        .web(true)?
        .typescript(true)
        // So that the JavaScript finds the wasm beside it, and Vite puts both into the page.
        .omit_default_module_path(false)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen cannot bind {}", build.name()))
}

fn optimise(file: &Path, project: &Project) -> Result<()> {
    eprintln!("Running wasm-opt");
    sh::run(npm::program(&project.www(), "wasm-opt").arg(EFFORT).arg(file).arg("--output").arg(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_messages_are_read() {
        let warning = r#"{"reason":"compiler-message","message":{"level":"warning","rendered":"unused\n"}}"#;
        assert_eq!(
            Message::read(warning),
            Some(Message::Diagnostic { text: "unused\n".into(), is_warning: true })
        );
        let built = r#"{"reason":"compiler-artifact","target":{"name":"foregone_web"},"filenames":["/t/libforegone_web.rlib","/t/foregone_web.wasm"]}"#;
        assert_eq!(Message::read(built), Some(Message::Wasm("/t/foregone_web.wasm".into())));
        let other =
            r#"{"reason":"compiler-artifact","target":{"name":"serde"},"filenames":["/t/libserde.rlib"]}"#;
        assert_eq!(Message::read(other), None);
        assert_eq!(Message::read("not JSON"), None);
    }
}
