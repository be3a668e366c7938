//! Weighs what a visitor's browser loads, against `tests/budgets.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::Project;
use crate::sh;
use crate::site;
use crate::wasm;

/// What authors load into their own pages.
const FACADE: &str = "embed.js";
/// The style of the presets' previews.
const PREVIEW_STYLE: &str = "preset.css";

/// Something with a budget.
pub struct Weight {
    name: &'static str,
    sizes: Sizes,
    /// Which of the sizes the budget is about, in bytes.
    counted: u64,
    budget: u64,
}

impl Weight {
    /// Whether it is no heavier than it may be.
    pub fn is_within_budget(&self) -> bool {
        self.counted <= self.budget
    }
}

/// Bytes, each file compressed by itself, as a server does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sizes {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Weighs the built page and prints a table.
pub fn report(project: &Project) -> Result<Vec<Weight>> {
    let weights = weigh(project)?;
    println!(
        "{:<16} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "bytes", "raw", "gzip", "brotli", "counted", "budget"
    );
    for weight in &weights {
        let Weight { name, sizes: Sizes { raw, gzip, brotli }, counted, budget } = weight;
        let verdict = if weight.is_within_budget() { "" } else { "  over budget" };
        println!("{name:<16} {raw:>10} {gzip:>10} {brotli:>10} {counted:>10} {budget:>10}{verdict}");
    }
    Ok(weights)
}

fn weigh(project: &Project) -> Result<Vec<Weight>> {
    let file = project.budgets();
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let budgets: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))?;
    let budget = |name: &str| {
        let value = budgets.get(name).and_then(Value::as_u64);
        value.with_context(|| format!("{} has no number {name}", file.display()))
    };

    let wasm = sizes(&[wasm::output(project)])?;
    let mut page = scripts_and_styles(&project.dist())?;
    page.retain(|file| !is_anothers(file));
    let page = sizes(&page)?;
    let facade = sizes(&[project.dist().join(FACADE)])?;
    let model = sizes(&site::default_model_files(&project.models())?)?;
    Ok(vec![
        Weight { name: "wasm", sizes: wasm, counted: wasm.brotli, budget: budget("wasm_brotli_bytes")? },
        Weight {
            name: "page's JS and CSS",
            sizes: page,
            counted: page.brotli,
            budget: budget("page_js_and_css_brotli_bytes")?,
        },
        Weight {
            name: "embed facade",
            sizes: facade,
            counted: facade.brotli,
            budget: budget("embed_facade_brotli_bytes")?,
        },
        Weight {
            name: "default model",
            sizes: model,
            counted: model.raw,
            budget: budget("default_model_bytes")?,
        },
    ])
}

/// Whether the page does without it: the facade, what only the page for frames loads, and the previews' style.
fn is_anothers(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name == FACADE || name == PREVIEW_STYLE || name.starts_with("embed-")
}

fn scripts_and_styles(dist: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![dist.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "js" || kind == "css") {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        bail!("{} holds no script and no style; build the page first", dist.display());
    }
    Ok(found)
}

/// The sizes of some files, summed. Node compresses them: it is here anyway.
fn sizes(files: &[PathBuf]) -> Result<Sizes> {
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", include_str!("compressed.mjs"), "--"]).args(files);
    let text = sh::capture(&mut node)?;
    let each: Vec<[u64; 3]> =
        serde_json::from_str(&text).with_context(|| format!("node printed {text:?} for the sizes"))?;
    let mut sum = Sizes::default();
    for [raw, gzip, brotli] in each {
        sum.raw += raw;
        sum.gzip += gzip;
        sum.brotli += brotli;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_weighed_one_by_one() {
        let folder = std::env::temp_dir().join(format!("foregone-size-{}", std::process::id()));
        fs::create_dir_all(folder.join("assets")).unwrap();
        for name in ["a.js", "assets/b.css", "assets/c.woff2"] {
            fs::write(folder.join(name), "x".repeat(1000)).unwrap();
        }
        let files = scripts_and_styles(&folder).unwrap();
        assert_eq!(files.len(), 2);
        let one = sizes(&files[..1]).unwrap();
        assert!(one.raw == 1000 && one.gzip < 100 && one.brotli < one.gzip, "{one:?}");
        let both = sizes(&files).unwrap();
        assert_eq!(both.brotli, 2 * one.brotli);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_the_page_does_not_load_is_not_the_pages() {
        let is = |file: &str| is_anothers(Path::new(file));
        assert!(is("dist/embed.js") && is("dist/assets/embed-BeFeet2C.css") && is("dist/preset.css"));
        assert!(!is("dist/assets/index-To0.js") && !is("dist/embed/index-To0.js"));
    }

    #[test]
    fn the_budget_itself_is_allowed() {
        let weight = |counted| Weight { name: "it", sizes: Sizes::default(), counted, budget: 10 };
        assert!(weight(10).is_within_budget());
        assert!(!weight(11).is_within_budget());
    }
}
