//! A model is read from disk one matrix at a time: what the host allocates meanwhile is counted.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
#![allow(unsafe_code, reason = "an allocator that counts is one by definition")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use foregone_engine::{BackendKind, Checkpoint, Model};
use pollster::block_on;
use serde_json::json;

/// Counts the bytes that there are, and the most that there were.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const HIDDEN: usize = 512;
const LAYERS: usize = 12;

/// A checkpoint of 12 layers in f16, none of whose matrices is large.
fn checkpoint(folder: &std::path::Path) -> usize {
    let config = json!({
        "architectures": ["LlamaForCausalLM"], "vocab_size": 17, "hidden_size": HIDDEN, "intermediate_size": HIDDEN,
        "num_hidden_layers": LAYERS, "num_attention_heads": 4, "num_key_value_heads": 4, "tie_word_embeddings": true
    });
    let mut shapes =
        vec![("model.embed_tokens".to_owned(), vec![17, HIDDEN]), ("model.norm".to_owned(), vec![HIDDEN])];
    for layer in 0..LAYERS {
        let square =
            ["self_attn.q", "self_attn.k", "self_attn.v", "self_attn.o", "mlp.gate", "mlp.up", "mlp.down"];
        shapes.extend(square.map(|part| (format!("model.layers.{layer}.{part}_proj"), vec![HIDDEN, HIDDEN])));
        let norms = ["input_layernorm", "post_attention_layernorm"];
        shapes.extend(norms.map(|part| (format!("model.layers.{layer}.{part}"), vec![HIDDEN])));
    }
    let zeros = vec![0; HIDDEN * HIDDEN * 2];
    let views = shapes.into_iter().map(|(name, shape)| {
        let bytes = &zeros[..shape.iter().product::<usize>() * 2];
        let view = safetensors::tensor::TensorView::new(safetensors::Dtype::F16, shape, bytes).unwrap();
        (format!("{name}.weight"), view)
    });
    let weights = safetensors::serialize(views, None).unwrap();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    std::fs::write(folder.join("tokenizer.json"), common::tokenizer()).unwrap();
    std::fs::write(folder.join("model.safetensors"), &weights).unwrap();
    weights.len()
}

#[test]
fn loading_holds_one_matrix_at_a_time() {
    let folder = std::env::temp_dir().join(format!("foregone-streaming-{}", std::process::id()));
    let file = checkpoint(&folder);
    let load = |kind| {
        let checkpoint = block_on(Checkpoint::from_path(&folder)).unwrap();
        let before = NOW.load(Ordering::Relaxed);
        MOST.store(before, Ordering::Relaxed);
        let model = block_on(Model::load(&checkpoint, kind)).unwrap();
        drop(model);
        MOST.load(Ordering::Relaxed) - before
    };
    // The first use of a GPU sets much up that stays.
    load(BackendKind::Gpu);
    let peak = load(BackendKind::Gpu);
    // The three projections that become one matrix; the largest there is.
    let matrix = 3 * HIDDEN * HIDDEN * 2;
    assert!(file > 10 * matrix, "a file of {file} bytes proves little beside a matrix of {matrix}");
    assert!(peak < 3 * matrix, "{peak} bytes at once, for a matrix of {matrix} and a file of {file}");
    std::fs::remove_dir_all(&folder).unwrap();
}
