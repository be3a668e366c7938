//! The models that the page ships: the manifest, and files checked against it byte for byte.

use std::collections::BTreeMap;

use foregone_engine::{Checkpoint, Files, Model};
use serde::Deserialize;
use web_sys::AbortSignal;

use crate::backend;
use crate::blob::Held;
use crate::fetch;
use crate::protocol::{Backend, EngineInfo, ModelInfo, Problem, What};

const MANIFEST: &str = "manifest.json";
/// The file whose hash stands for the weights; an index stands for its shards, which have hashes of their own.
const WEIGHTS: [&str; 3] = ["model.safetensors", "model.gguf", "model.safetensors.index.json"];
const MAX_MANIFEST: usize = 1 << 20;

#[derive(Deserialize)]
struct Manifest {
    default: String,
    models: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    sha256: String,
    files: BTreeMap<String, File>,
    shape: Shape,
}

#[derive(Deserialize)]
struct File {
    bytes: usize,
    sha256: String,
}

#[derive(Deserialize)]
struct Shape {
    parameters: u64,
}

/// Loads a model of the manifest in the folder `base`; `progress` is told the bytes so far and in all.
pub async fn load(
    base: &str,
    model: Option<&str>,
    wish: Option<Backend>,
    signal: &AbortSignal,
    progress: impl Fn(usize, usize),
) -> Result<(Model, ModelInfo, EngineInfo), Problem> {
    let base = base.trim_end_matches('/');
    let manifest = fetch::bytes(&format!("{base}/{MANIFEST}"), MAX_MANIFEST, signal).await?;
    let manifest: Manifest = serde_json::from_slice(&manifest)
        .map_err(|error| refuse(format!("{MANIFEST} is not the JSON expected of it: {error}.")))?;
    let id = model.unwrap_or(&manifest.default);
    let entry = manifest.models.iter().find(|entry| entry.id == id);
    let entry = entry.ok_or_else(|| refuse(format!("{MANIFEST} names no model “{id}”.")))?;

    let weights = WEIGHTS.iter().find_map(|&name| entry.files.get(name));
    if weights.is_none_or(|file| file.sha256 != entry.sha256) {
        return Err(refuse(format!("{MANIFEST} gives two hashes for the weights of “{id}”.")));
    }
    let total = entry.files.values().map(|file| file.bytes).sum();
    let mut files = Files::new();
    let mut before = 0;
    progress(0, total);
    for (name, file) in &entry.files {
        let url = format!("{base}/{}/{name}", entry.id);
        let (blob, hash) =
            fetch::file(&url, file.bytes, signal, |loaded| progress(before + loaded, total)).await?;
        check(name, &file.sha256, &hash)?;
        before += file.bytes;
        files.insert(name.clone(), Box::new(Held::new(name, blob)));
    }

    let refused = |error: foregone_engine::Error| refuse(format!("The model can't be used: {error}."));
    let checkpoint = Checkpoint::open(files).await.map_err(refused)?;
    let (model, engine) = backend::load(&checkpoint, wish).await.map_err(refused)?;
    // Cancelled after the last byte: what the visitor had stays, all the same.
    if signal.aborted() {
        return Err(Problem::new(What::Cancelled, "Loading was cancelled."));
    }
    let config = model.config();
    let info = ModelInfo {
        id: entry.id.clone(),
        sha256: entry.sha256.clone(),
        bytes: total,
        layers: config.layers,
        heads: config.heads,
        vocabulary: config.vocab,
        max_tokens: config.max_positions,
        parameters: entry.shape.parameters,
        words: words(&model),
    };
    Ok((model, info, engine))
}

/// The most words that a page can show at once.
const MOST_WORDS: usize = 1000;

/// The words of a small vocabulary, in alphabetical order, without its marks (`<s>`).
fn words(model: &Model) -> Vec<String> {
    let count = model.config().vocab;
    if count > MOST_WORDS {
        return Vec::new();
    }
    let all = (0..count as u32).filter_map(|id| model.tokenizer().entry(id));
    let mut words: Vec<String> = all.filter(|word| word.starts_with(char::is_alphanumeric)).collect();
    words.sort_unstable();
    words
}

fn check(name: &str, expected: &str, got: &str) -> Result<(), Problem> {
    if got == expected {
        return Ok(());
    }
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    let (expected, got) = (short(expected), short(got));
    Err(refuse(format!(
        "{name} is not the file that the page was made with: expected SHA-256 {expected}…, got {got}…."
    )))
}

fn refuse(sentence: String) -> Problem {
    Problem::new(What::Model, sentence)
}
