//! Builds `crate/web` into what the page imports: `www/wasm/foregone_web{.js,.d.ts,_bg.wasm}`.

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

/// The files' common name.
const NAME: &str = "foregone_web";

/// How hard wasm-opt works: -O3 and -Os take longer for the same size once compressed. Which wasm
/// features it may use it reads from the file.
const EFFORT: &str = "-O2";

/// The wasm file as the page loads it.
pub fn output(project: &Project) -> PathBuf {
    project.www_wasm().join(format!("{NAME}_bg.wasm"))
}

/// Compiles, binds and optimises, the last two only when the first gave something new. Returns how
/// many warnings the compiler had.
pub fn build(project: &Project, toolchain: Toolchain) -> Result<usize> {
    let compiled = compile(project, toolchain)?;
    let bytes =
        fs::read(&compiled.file).with_context(|| format!("cannot read {}", compiled.file.display()))?;
    let source = recipe(&bytes, project)?;
    let folder = project.www_wasm();
    let stamp = Stamp::in_folder(&folder);
    if !stamp.says(&source) {
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
        }
        bind(bytes, &folder)?;
        optimise(project)?;
        stamp.write(&source)?;
    }
    Ok(compiled.warnings)
}

/// All that decides what binding and optimising give: the compiled wasm, this file, wasm-opt's version.
fn recipe(wasm: &[u8], project: &Project) -> Result<String> {
    let binaryen = project.www().join("node_modules/binaryen/package.json");
    let binaryen = fs::read(&binaryen).with_context(|| format!("cannot read {}", binaryen.display()))?;
    let parts = [wasm, include_bytes!("wasm.rs"), &binaryen];
    Ok(parts.map(fingerprint).join(" "))
}

struct Compiled {
    file: PathBuf,
    warnings: usize,
}

fn compile(project: &Project, toolchain: Toolchain) -> Result<Compiled> {
    let format = if std::io::stderr().is_terminal() { "json-diagnostic-rendered-ansi" } else { "json" };
    let mut cargo = toolchain.cargo_build(project);
    // A folder of its own: native builds then neither wait for this one nor undo it.
    cargo
        .args(["--package", "foregone-web", "--profile", "wasm", "--message-format", format, "--target-dir"])
        .arg(project.target().join("wasm"));
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

fn bind(wasm: Vec<u8>, folder: &Path) -> Result<()> {
    eprintln!("Running wasm-bindgen");
    Bindgen::new()
        .input_bytes(NAME, wasm)
        .out_name(NAME)
        .web(true)?
        .typescript(true)
        // So that the JavaScript finds the wasm beside it, and Vite puts both into the page.
        .omit_default_module_path(false)
        .generate(folder)
        .context("wasm-bindgen cannot bind foregone-web")
}

fn optimise(project: &Project) -> Result<()> {
    eprintln!("Running wasm-opt");
    let file = output(project);
    sh::run(npm::program(&project.www(), "wasm-opt").arg(EFFORT).arg(&file).arg("--output").arg(&file))
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
