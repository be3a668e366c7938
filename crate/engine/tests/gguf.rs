//! GGUF files, plain and quantised, against the same numbers in safetensors, against candle-transformers, and broken.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::io::Cursor;

use candle_core::quantized::gguf_file::{self, Content, Value};
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};
use candle_transformers::models::quantized_llama::ModelWeights;
use common::{Files, Tensors, distance, load, load_on, load_with};
use foregone_engine::{BackendKind, Capture, Gpu, Model, Output};
use pollster::block_on;
use serde_json::json;

const HIDDEN: usize = 64;
const INNER: usize = 96;
const HEAD: usize = 16;
const VOCAB: usize = 17;
const TOKENS: [u32; 9] = [3, 1, 4, 1, 5, 9, 2, 6, 16];

/// Seeded weights of two layers, four heads on two key/value heads, by their Hugging Face names.
fn weights() -> Tensors {
    let mut shapes = vec![
        ("model.embed_tokens.weight".to_owned(), vec![VOCAB, HIDDEN]),
        ("model.norm.weight".to_owned(), vec![HIDDEN]),
        ("lm_head.weight".to_owned(), vec![VOCAB, HIDDEN]),
    ];
    for layer in 0..2 {
        let parts: [(&str, &[usize]); 9] = [
            ("input_layernorm", &[HIDDEN]),
            ("self_attn.q_proj", &[4 * HEAD, HIDDEN]),
            ("self_attn.k_proj", &[2 * HEAD, HIDDEN]),
            ("self_attn.v_proj", &[2 * HEAD, HIDDEN]),
            ("self_attn.o_proj", &[HIDDEN, 4 * HEAD]),
            ("post_attention_layernorm", &[HIDDEN]),
            ("mlp.gate_proj", &[INNER, HIDDEN]),
            ("mlp.up_proj", &[INNER, HIDDEN]),
            ("mlp.down_proj", &[HIDDEN, INNER]),
        ];
        shapes.extend(
            parts.map(|(part, shape)| (format!("model.layers.{layer}.{part}.weight"), shape.to_vec())),
        );
    }
    let mut state = 7_u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 8) as f32 / (1 << 24) as f32 - 0.5) * 0.4
    };
    let mut values = |shape: &[usize]| (0..shape.iter().product()).map(|_| next()).collect();
    shapes.into_iter().map(|(name, shape)| (name, (shape.clone(), values(&shape)))).collect()
}

fn renamed(name: &str) -> String {
    let pairs = [
        ("lm_head", "output"),
        ("model.layers", "blk"),
        ("self_attn.o_proj", "attn_output"),
        ("self_attn.", "attn_"),
        ("mlp.", "ffn_"),
        ("_proj", ""),
        ("input_layernorm", "attn_norm"),
        ("post_attention_layernorm", "ffn_norm"),
        ("model.embed_tokens", "token_embd"),
        ("model.norm", "output_norm"),
    ];
    pairs.iter().fold(name.to_owned(), |name, (from, to)| name.replace(from, to))
}

/// llama.cpp's order of the rows of queries and keys, as its `convert_hf_to_gguf.py` makes it: `(heads, 2, d / 2)` becomes
/// `(heads, d / 2, 2)`.
fn permuted(tensor: &Tensor) -> Tensor {
    let (rows, width) = tensor.dims2().unwrap();
    let halves = tensor.reshape((rows / HEAD, 2, HEAD / 2, width)).unwrap();
    halves.transpose(1, 2).unwrap().reshape((rows, width)).unwrap()
}

fn unpermuted(tensor: &Tensor) -> Tensor {
    let (rows, width) = tensor.dims2().unwrap();
    let pairs = tensor.reshape((rows / HEAD, HEAD / 2, 2, width)).unwrap();
    pairs.transpose(1, 2).unwrap().reshape((rows, width)).unwrap()
}

fn metadata() -> Vec<(&'static str, Value)> {
    vec![
        ("general.architecture", Value::String("llama".into())),
        ("llama.context_length", Value::U32(64)),
        ("llama.embedding_length", Value::U32(HIDDEN as u32)),
        ("llama.block_count", Value::U32(2)),
        ("llama.feed_forward_length", Value::U32(INNER as u32)),
        ("llama.attention.head_count", Value::U32(4)),
        ("llama.attention.head_count_kv", Value::U32(2)),
        ("llama.attention.layer_norm_rms_epsilon", Value::F32(1e-5)),
        ("llama.rope.freq_base", Value::F32(10_000.0)),
        ("llama.rope.dimension_count", Value::U32(HEAD as u32)),
    ]
}

/// A GGUF file with matrices of the type that `of` names, and the numbers that it then holds, by their Hugging Face names.
fn gguf(
    of: impl Fn(&str) -> GgmlDType,
    metadata: &[(&'static str, Value)],
    more: &[(&str, QTensor)],
) -> (Vec<u8>, Tensors) {
    let mut held = Tensors::new();
    let mut stored = Vec::new();
    for (name, (shape, values)) in weights() {
        let turned = name.contains("q_proj") || name.contains("k_proj");
        let tensor = Tensor::from_vec(values, shape.clone(), &Device::Cpu).unwrap();
        let dtype = if shape.len() == 1 { GgmlDType::F32 } else { of(&name) };
        let tensor = QTensor::quantize(&if turned { permuted(&tensor) } else { tensor }, dtype).unwrap();
        let plain = tensor.dequantize(&Device::Cpu).unwrap();
        let plain = if turned { unpermuted(&plain) } else { plain };
        held.insert(name.clone(), (shape, plain.flatten_all().unwrap().to_vec1().unwrap()));
        stored.push((renamed(&name), tensor));
    }
    let tensors: Vec<(&str, &QTensor)> = stored
        .iter()
        .map(|(name, tensor)| (name.as_str(), tensor))
        .chain(more.iter().map(|(name, tensor)| (*name, tensor)))
        .collect();
    let metadata: Vec<(&str, &Value)> = metadata.iter().map(|(key, value)| (*key, value)).collect();
    let mut file = Cursor::new(Vec::new());
    gguf_file::write(&mut file, &metadata, &tensors).unwrap();
    (file.into_inner(), held)
}

fn with(file: Vec<u8>) -> Files {
    Files::from([("model.gguf".to_owned(), file), ("tokenizer.json".to_owned(), common::tokenizer())])
}

/// The same numbers in safetensors, as f32.
fn twin(held: &Tensors) -> Files {
    let config = json!({
        "architectures": ["LlamaForCausalLM"], "vocab_size": VOCAB, "hidden_size": HIDDEN, "intermediate_size": INNER,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": HEAD,
        "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "max_position_embeddings": 64
    });
    let mut files = common::files();
    files.insert("config.json".into(), config.to_string().into_bytes());
    files.insert("model.safetensors".into(), common::safetensors(held));
    files
}

fn outputs(model: &Model) -> Output {
    block_on(model.session().unwrap().extend(&TOKENS, Capture::ALL)).unwrap()
}

/// How far two outputs' logits and attention are apart.
fn gaps(one: &Output, other: &Output) -> (f32, f32) {
    let logits = |output: &Output| output.logits().collect::<Vec<_>>().concat();
    let rows = |output: &Output| -> Vec<f32> {
        let row = |at: usize| output.attention.row(at / 36, at / 9 % 4, at % 9).unwrap().to_vec();
        (0..2 * 4 * TOKENS.len()).flat_map(row).collect()
    };
    (distance(&logits(one), &logits(other)), distance(&rows(one), &rows(other)))
}

#[test]
fn plain_files_are_the_same_model_as_safetensors() {
    for dtype in [GgmlDType::F32, GgmlDType::F16, GgmlDType::BF16] {
        let (file, held) = gguf(|_| dtype, &metadata(), &[]);
        let expected = outputs(&load(twin(&held)).unwrap());
        assert_eq!(gaps(&outputs(&load(with(file.clone())).unwrap()), &expected), (0.0, 0.0), "{dtype:?}");
        let (logits, attention) = gaps(&outputs(&load_on(with(file), BackendKind::Gpu).unwrap()), &expected);
        assert!(logits < 1e-3 && attention < 1e-4, "{dtype:?}: {logits:e}, {attention:e}");
    }
}

#[test]
fn candle_transformers_reads_the_same_model_from_it() {
    let mut metadata = metadata();
    metadata.push(("llama.vocab_size", Value::U32(VOCAB as u32)));
    let (file, _) = gguf(|_| GgmlDType::F32, &metadata, &[]);
    let mut reader = Cursor::new(file.clone());
    let content = Content::read(&mut reader).unwrap();
    let mut theirs = ModelWeights::from_gguf(content, &mut reader, &Device::Cpu).unwrap();
    let tokens = Tensor::new(&[TOKENS], &Device::Cpu).unwrap();
    let theirs: Vec<f32> = theirs.forward(&tokens, 0).unwrap().flatten_all().unwrap().to_vec1().unwrap();
    let gap = distance(outputs(&load(with(file)).unwrap()).last_logits(), &theirs);
    assert!(gap < 1e-4, "{gap:e}");
}

#[test]
fn quantised_weights_give_what_their_numbers_give() {
    for dtype in [GgmlDType::Q8_0, GgmlDType::Q4_0] {
        let (file, held) = gguf(|_| dtype, &metadata(), &[]);
        let expected = outputs(&load(twin(&held)).unwrap());
        let (logits, attention) =
            gaps(&outputs(&load_on(with(file.clone()), BackendKind::Gpu).unwrap()), &expected);
        assert!(logits < 1e-3 && attention < 1e-4, "{dtype:?} on the GPU: {logits:e}, {attention:e}");
        let hardware = block_on(Gpu::open()).unwrap().taken_for_hardware();
        let (logits, attention) =
            gaps(&outputs(&load_with(with(file.clone()), hardware).unwrap()), &expected);
        assert!(
            logits < 1e-3 && attention < 1e-4,
            "{dtype:?}, laid out for hardware: {logits:e}, {attention:e}"
        );
        // The CPU also rounds activations, to 8 bits a block: coarser, and so on purpose.
        let (logits, attention) = gaps(&outputs(&load(with(file)).unwrap()), &expected);
        assert!(logits < 0.02 && attention < 0.005, "{dtype:?} on the CPU: {logits:e}, {attention:e}");
        assert!(logits > 0.0, "{dtype:?} on the CPU was not quantised at all");
    }
}

#[test]
fn parts_of_one_matrix_may_be_stored_in_different_ways_and_other_blocks_are_widened() {
    let of = |name: &str| match name {
        name if name.contains("q_proj") => GgmlDType::Q8_0,
        name if name.contains("v_proj") => GgmlDType::F16,
        name if name.contains("up_proj") => GgmlDType::Q5_0,
        name if name.contains("lm_head") => GgmlDType::Q4_1,
        _ => GgmlDType::BF16,
    };
    let (file, held) = gguf(of, &metadata(), &[]);
    let expected = outputs(&load(twin(&held)).unwrap());
    for backend in [BackendKind::Cpu, BackendKind::Gpu] {
        let (logits, attention) = gaps(&outputs(&load_on(with(file.clone()), backend).unwrap()), &expected);
        assert!(logits < 1e-3 && attention < 1e-4, "{backend:?}: {logits:e}, {attention:e}");
    }
}

#[test]
fn the_factors_of_llama_3_stretch_the_frequencies() {
    let rule = json!({"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 32});
    let mut files = twin(&weights());
    let mut config: serde_json::Value = serde_json::from_slice(&files["config.json"]).unwrap();
    config["rope_scaling"] = rule;
    files.insert("config.json".into(), config.to_string().into_bytes());
    let expected = outputs(&load(files).unwrap());
    // What convert_hf_to_gguf.py writes for this rule.
    let factors = (0..HEAD / 2).map(|i| {
        let wavelength = 2.0 * std::f32::consts::PI * 10_000_f32.powf(2.0 * i as f32 / HEAD as f32);
        match 32.0 / wavelength {
            ratio if ratio > 4.0 => 1.0,
            ratio if ratio < 1.0 => 4.0,
            ratio => {
                let smooth = (ratio - 1.0) / 3.0;
                1.0 / ((1.0 - smooth) / 4.0 + smooth)
            }
        }
    });
    let factors = Tensor::from_iter(factors, &Device::Cpu).unwrap();
    let factors = QTensor::quantize(&factors, GgmlDType::F32).unwrap();
    let (file, _) = gguf(|_| GgmlDType::F32, &metadata(), &[("rope_freqs.weight", factors)]);
    let (logits, attention) = gaps(&outputs(&load(with(file)).unwrap()), &expected);
    assert!(logits < 1e-5 && attention < 1e-5, "{logits:e}, {attention:e}");
}

fn sentence(file: Vec<u8>) -> String {
    load(with(file)).err().expect("a refusal").to_string()
}

#[test]
fn what_cannot_be_run_is_named() {
    let (sound, _) = gguf(|_| GgmlDType::Q8_0, &metadata(), &[]);
    let change = |key: &str, value: Value| {
        let mut metadata = metadata();
        metadata.iter_mut().find(|(name, _)| *name == key).unwrap().1 = value;
        sentence(gguf(|_| GgmlDType::F16, &metadata, &[]).0)
    };
    assert_eq!(
        change("general.architecture", Value::String("gemma3".into())),
        "expected a model of the Llama family (LlamaForCausalLM), got gemma3"
    );
    assert_eq!(
        change("llama.attention.head_count_kv", Value::U32(3)),
        "model.gguf is not a GGUF file that can be used: expected num_key_value_heads to be a divisor of \
         num_attention_heads (4), got 3"
    );
    assert_eq!(
        change("llama.feed_forward_length", Value::U32(32)),
        "the tensor blk.0.ffn_gate.weight has shape [96, 64], expected [32, 64]"
    );
    let short = sentence(sound[..sound.len() - 100].to_vec());
    assert!(short.contains("lies outside its"), "{short}");
    let other = sentence(b"not a model at all".to_vec());
    assert!(other.starts_with("model.gguf is not a GGUF file that can be used: unknown magic"), "{other}");
}

#[test]
fn a_header_cannot_claim_more_than_there_is() {
    let (sound, _) = gguf(|_| GgmlDType::Q8_0, &metadata(), &[]);
    // The numbers of tensors and of settings, the length of the first key, of the first text.
    for at in [8, 16, 24] {
        for claim in [u64::MAX, 1 << 40, 1 << 29] {
            let mut file = sound.clone();
            file[at..at + 8].copy_from_slice(&claim.to_le_bytes());
            let said = sentence(file);
            assert!(said.starts_with("model.gguf is not a GGUF file"), "{said}");
        }
    }
}

#[test]
fn no_mangled_byte_panics() {
    let (sound, _) = gguf(|_| GgmlDType::Q8_0, &metadata(), &[]);
    for at in (0..sound.len().min(4000)).step_by(3) {
        for flip in [0x55, 0x80] {
            let mut file = sound.clone();
            file[at] ^= flip;
            let _ = load(with(file));
        }
    }
}
