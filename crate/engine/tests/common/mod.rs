//! Small random checkpoints, made in memory.

// Each test binary compiles this anew and uses a part of it.
#![allow(dead_code)]

use std::collections::BTreeMap;

use foregone_engine::{BackendKind, Checkpoint, Gpu, Model, Result, Source};
use pollster::block_on;
use safetensors::tensor::{Dtype, TensorView};
use serde_json::{Value, json};

/// A checkpoint's files by name.
pub type Files = BTreeMap<String, Vec<u8>>;
/// A checkpoint's tensors by name: shape and values.
pub type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// Two layers, four heads on two key/value heads, head_dim 6.
pub fn config() -> Value {
    json!({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
        "vocab_size": 17, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6, "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0, "max_position_embeddings": 600, "tie_word_embeddings": false
    })
}

/// Seeded values in ±0.5 for every tensor of [`config`].
pub fn tensors() -> Tensors {
    let mut shapes = vec![
        ("model.embed_tokens.weight".to_owned(), vec![17, 16]),
        ("model.norm.weight".to_owned(), vec![16]),
        ("lm_head.weight".to_owned(), vec![17, 16]),
    ];
    for layer in 0..2 {
        let parts: [(&str, &[usize]); 9] = [
            ("input_layernorm", &[16]),
            ("self_attn.q_proj", &[24, 16]),
            ("self_attn.k_proj", &[12, 16]),
            ("self_attn.v_proj", &[12, 16]),
            ("self_attn.o_proj", &[16, 24]),
            ("post_attention_layernorm", &[16]),
            ("mlp.gate_proj", &[24, 16]),
            ("mlp.up_proj", &[24, 16]),
            ("mlp.down_proj", &[16, 24]),
        ];
        shapes.extend(
            parts.map(|(part, shape)| (format!("model.layers.{layer}.{part}.weight"), shape.to_vec())),
        );
    }
    let mut state = 1_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32 - 0.5
    };
    let values = |shape: &[usize]| -> Vec<f32> { (0..shape.iter().product()).map(|_| next()).collect() };
    let mut values = values;
    shapes.into_iter().map(|(name, shape)| (name, (shape.clone(), values(&shape)))).collect()
}

/// A safetensors file of these tensors.
pub fn safetensors(tensors: &Tensors) -> Vec<u8> {
    let bytes: BTreeMap<&String, Vec<u8>> = tensors
        .iter()
        .map(|(name, (_, values))| (name, values.iter().flat_map(|value| value.to_le_bytes()).collect()))
        .collect();
    let views = tensors
        .iter()
        .map(|(name, (shape, _))| (name, TensorView::new(Dtype::F32, shape.clone(), &bytes[name]).unwrap()));
    safetensors::serialize(views, None).unwrap()
}

/// A tokenizer of the words t0 to t16.
pub fn tokenizer() -> Vec<u8> {
    let vocab: serde_json::Map<String, Value> = (0..17).map(|id| (format!("t{id}"), id.into())).collect();
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "t0"}
    })
    .to_string()
    .into_bytes()
}

/// The files of a sound checkpoint.
pub fn files() -> Files {
    BTreeMap::from([
        ("config.json".to_owned(), config().to_string().into_bytes()),
        ("tokenizer.json".to_owned(), tokenizer()),
        ("model.safetensors".to_owned(), safetensors(&tensors())),
    ])
}

/// Loads files on the CPU.
pub fn load(files: Files) -> Result<Model> {
    load_on(files, BackendKind::Cpu)
}

/// Loads files on a backend.
pub fn load_on(files: Files, backend: BackendKind) -> Result<Model> {
    block_on(async { Model::load(&open(files).await?, backend).await })
}

/// Loads files on this GPU.
pub fn load_with(files: Files, gpu: Gpu) -> Result<Model> {
    block_on(async { Model::load_on(&open(files).await?, gpu).await })
}

async fn open(files: Files) -> Result<Checkpoint> {
    let boxed = |(name, bytes)| (name, Box::new(bytes) as Box<dyn Source>);
    Checkpoint::open(files.into_iter().map(boxed).collect()).await
}

/// The largest difference between two equally long lists.
pub fn distance(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |worst, gap| if gap > worst || gap.is_nan() { gap } else { worst })
}
