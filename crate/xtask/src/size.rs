//! Weighs what a visitor's browser loads, against `tests/budgets.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::chunks::Chunks;
use crate::project::Project;
use crate::sh;
use crate::site;
use crate::wasm;

/// The page, and the page for frames, as Vite's manifest names them.
const PAGE: &str = "index.html";
const FRAME: &str = "embed.html";
/// What authors load into their own pages.
const FACADE: &str = "embed.js";

/// Something with a budget.
pub struct Weight {
    name: String,
    sizes: Sizes,
    /// Which of the sizes the budget is about, in bytes.
    counted: u64,
    budget: u64,
}

impl Weight {
    fn compressed(name: &str, sizes: Sizes, budget: u64) -> Self {
        Self { name: name.to_owned(), sizes, counted: sizes.brotli, budget }
    }

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
    let width = weights.iter().map(|weight| weight.name.len()).max().unwrap_or_default();
    println!(
        "{:<width$} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "bytes", "raw", "gzip", "brotli", "counted", "budget"
    );
    for weight in &weights {
        let Weight { name, sizes: Sizes { raw, gzip, brotli }, counted, budget } = weight;
        let verdict = if weight.is_within_budget() { "" } else { "  over budget" };
        println!("{name:<width$} {raw:>10} {gzip:>10} {brotli:>10} {counted:>10} {budget:>10}{verdict}");
    }
    Ok(weights)
}

fn weigh(project: &Project) -> Result<Vec<Weight>> {
    let budgets = Budgets::load(project.budgets())?;
    let dist = project.dist();
    let file = dist.join(".vite/manifest.json");
    let manifest = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let chunks = Chunks::read(&manifest)?;
    let built = |files: &mut dyn Iterator<Item = &str>| -> Result<Sizes> {
        sizes(&files.map(|file| dist.join(file)).collect::<Vec<_>>())
    };

    let wasm = sizes(&[wasm::output(project)])?;
    let at_once = chunks.closure(PAGE)?;
    let closure = built(&mut at_once.iter().copied())?;
    let mut all = scripts_and_styles(&dist)?;
    all.retain(|file| *file != dist.join(FACADE));

    let mut weights = vec![
        Weight::compressed("wasm", wasm, budgets.of("wasm_brotli_bytes")?),
        Weight::compressed("static closure", closure, budgets.of("page_static_closure_brotli_bytes")?),
    ];
    let mut later = chunks.later(PAGE, &at_once)?;
    later.extend(chunks.later(FRAME, &at_once)?);
    let later = later.iter().map(|files| -> Result<_> {
        let name = files.first().and_then(|file| Path::new(file).file_name()).unwrap_or_default();
        Ok((format!("later: {}", name.display()), built(&mut files.iter().copied())?))
    });
    let later = later.collect::<Result<Vec<_>>>()?;
    if let Some((name, sizes)) = later.iter().max_by_key(|(_, sizes)| sizes.brotli) {
        weights.push(Weight::compressed(name, *sizes, budgets.of("page_later_chunk_brotli_bytes")?));
    }
    weights.push(Weight::compressed(
        "all JS and CSS",
        sizes(&all)?,
        budgets.of("all_js_and_css_brotli_bytes")?,
    ));
    let facade = sizes(&[dist.join(FACADE)])?;
    weights.push(Weight::compressed("embed facade", facade, budgets.of("embed_facade_brotli_bytes")?));
    for (id, files) in site::model_files(&project.models())? {
        let sizes = sizes(&files)?;
        let budget = budgets.of("bundled_model_bytes")?;
        weights.push(Weight { name: format!("model {id}"), sizes, counted: sizes.raw, budget });
    }
    Ok(weights)
}

/// `tests/budgets.json`.
struct Budgets {
    file: PathBuf,
    values: Value,
}

impl Budgets {
    fn load(file: PathBuf) -> Result<Self> {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let values =
            serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))?;
        Ok(Self { file, values })
    }

    /// The most that a thing may weigh, in bytes.
    fn of(&self, name: &str) -> Result<u64> {
        let value = self.values.get(name).and_then(Value::as_u64);
        value.with_context(|| format!("{} has no number {name}", self.file.display()))
    }
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
    fn the_budget_itself_is_allowed() {
        let weight = |counted| Weight { name: "it".into(), sizes: Sizes::default(), counted, budget: 10 };
        assert!(weight(10).is_within_budget());
        assert!(!weight(11).is_within_budget());
    }
}
