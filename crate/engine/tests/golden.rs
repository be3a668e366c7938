//! Logits and attention against Hugging Face Transformers, for the checkpoints that tests/golden/make.py wrote.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};

use common::distance;
use foregone_engine::{BackendKind, Capture, Checkpoint, Model, Sampling};
use pollster::block_on;
use safetensors::SafeTensors;

/// A backend, and how far its logits and its attention may be off.
type Backend = (BackendKind, f32, f32);
const BACKENDS: [Backend; 2] = [(BackendKind::Cpu, 1e-4, 1e-5), (BackendKind::Gpu, 1e-3, 1e-4)];

struct Golden {
    name: String,
    backend: Backend,
    model: Model,
    tokens: Vec<u32>,
    /// `(T, vocab)`
    logits: Vec<f32>,
    /// `(layers, heads, T, T)`
    attention: Vec<f32>,
    /// What follows, greedily.
    greedy: Vec<u32>,
}

fn read(dir: &Path, backend: Backend) -> Golden {
    let bytes = std::fs::read(dir.join("expected.safetensors")).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let floats = |name| -> Vec<f32> {
        let view = file.tensor(name).unwrap();
        view.data().chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
    };
    let ids = |name| -> Vec<u32> {
        let view = file.tensor(name).unwrap();
        view.data().chunks_exact(8).map(|b| i64::from_le_bytes(b.try_into().unwrap()) as u32).collect()
    };
    let checkpoint = block_on(Checkpoint::from_path(dir)).unwrap();
    Golden {
        name: format!("{} on {:?}", dir.file_name().unwrap().to_string_lossy(), backend.0),
        backend,
        model: block_on(Model::load(&checkpoint, backend.0)).unwrap(),
        tokens: ids("tokens"),
        logits: floats("logits"),
        attention: floats("attention"),
        greedy: ids("greedy"),
    }
}

fn goldens() -> Vec<Golden> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expected.safetensors").exists())
        .collect();
    dirs.sort();
    assert!(dirs.len() >= 5, "expected at least five golden checkpoints, found {}", dirs.len());
    BACKENDS.iter().flat_map(|&backend| dirs.iter().map(move |dir| read(dir, backend))).collect()
}

impl Golden {
    /// Compares the rows that `attention` has, and their logits.
    fn check(&self, how: &str, logits: &[f32], attention: &foregone_engine::Attention) {
        let (_, most_logits, most_attention) = self.backend;
        let (name, t, vocab) = (&self.name, self.tokens.len(), self.model.config().vocab);
        let queries = attention.queries();
        let gap = distance(logits, &self.logits[queries.start * vocab..queries.end * vocab]);
        assert!(gap <= most_logits, "{name}, {how}, {queries:?}: logits differ by {gap:e}");
        for layer in 0..attention.layers() {
            for head in 0..attention.heads() {
                for query in queries.clone() {
                    let row = attention.row(layer, head, query).unwrap();
                    let start = ((layer * attention.heads() + head) * t + query) * t;
                    let gap = distance(row, &self.attention[start..start + query + 1]);
                    assert!(
                        gap <= most_attention,
                        "{name}, {how}, layer {layer}, head {head}, row {query}: {gap:e}"
                    );
                }
            }
        }
    }
}

#[test]
fn all_at_once() {
    for golden in goldens() {
        let mut session = golden.model.session().unwrap();
        let output = block_on(session.extend(&golden.tokens, Capture::ALL)).unwrap();
        golden.check("all at once", &output.logits().collect::<Vec<_>>().concat(), &output.attention);
    }
}

#[test]
fn token_by_token_with_the_cache() {
    for golden in goldens() {
        let mut session = golden.model.session().unwrap();
        for token in &golden.tokens {
            let output = block_on(session.extend(&[*token], Capture::ALL)).unwrap();
            golden.check("token by token", output.last_logits(), &output.attention);
        }
    }
}

#[test]
fn greedy_text_is_the_same() {
    for golden in goldens() {
        let mut session = golden.model.session().unwrap();
        let mut output = block_on(session.extend(&golden.tokens, Capture::PLAIN)).unwrap();
        for &expected in &golden.greedy {
            let next =
                Sampling::Greedy.choose_from(&output.outlook.unwrap(), session.tokens().len()).unwrap();
            assert_eq!(next, expected, "{} after {} tokens", golden.name, session.tokens().len());
            output = block_on(session.extend(&[next], Capture::PLAIN)).unwrap();
        }
    }
}
