//! Checkpoints that are not what they should be: each gets one sentence, none a panic.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use common::{Files, Tensors, config, files, load, safetensors, tensors};
use serde_json::json;

fn sentence(files: Files) -> String {
    load(files).err().expect("a refusal").to_string()
}

fn with_file(name: &str, bytes: Vec<u8>) -> Files {
    let mut files = files();
    files.insert(name.to_owned(), bytes);
    files
}

fn with_tensors(change: impl FnOnce(&mut Tensors)) -> Files {
    let mut tensors = tensors();
    change(&mut tensors);
    with_file("model.safetensors", safetensors(&tensors))
}

const Q: &str = "model.layers.1.self_attn.q_proj.weight";

#[test]
fn the_sound_checkpoint_loads() {
    assert!(load(files()).is_ok());
}

#[test]
fn a_missing_tensor_is_named_with_the_shape_it_should_have() {
    let files = with_tensors(|tensors| drop(tensors.remove(Q)));
    assert_eq!(sentence(files), format!("the checkpoint lacks the tensor {Q}, expected with shape [24, 16]"));
}

#[test]
fn a_wrong_shape_is_named_beside_the_right_one() {
    let files = with_tensors(|tensors| {
        let (shape, _) = tensors.get_mut(Q).unwrap();
        *shape = vec![16, 24];
    });
    assert_eq!(sentence(files), format!("the tensor {Q} has shape [16, 24], expected [24, 16]"));
}

#[test]
fn a_nan_is_found_and_placed() {
    let files = with_tensors(|tensors| {
        let (_, values) = tensors.get_mut(Q).unwrap();
        values[5] = f32::NAN;
    });
    assert_eq!(sentence(files), format!("the tensor {Q} holds NaN at element 5, expected finite numbers"));
}

#[test]
fn a_truncated_file_is_called_that() {
    let mut bytes = safetensors(&tensors());
    bytes.truncate(bytes.len() - 40);
    let said = sentence(with_file("model.safetensors", bytes));
    assert!(
        said.starts_with("model.safetensors is not a whole safetensors file: its tensors need more"),
        "{said}"
    );
    let said = sentence(with_file("model.safetensors", vec![1, 2, 3]));
    assert!(said.ends_with("expected at least 8 bytes, got 3"), "{said}");
}

#[test]
fn a_header_larger_than_the_file_is_refused() {
    let mut bytes = safetensors(&tensors());
    bytes[..8].copy_from_slice(&10_000_000_u64.to_le_bytes());
    let said = sentence(with_file("model.safetensors", bytes.clone()));
    assert!(said.contains("its header claims to be larger than the file"), "{said}");
    bytes[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    let said = sentence(with_file("model.safetensors", bytes));
    assert!(said.contains("its header claims more than"), "{said}");
}

#[test]
fn an_unknown_architecture_is_named() {
    let mut other = config();
    other["architectures"] = json!(["BertForMaskedLM"]);
    let said = sentence(with_file("config.json", other.to_string().into_bytes()));
    assert_eq!(said, "expected a model of the Llama family (LlamaForCausalLM), got BertForMaskedLM");
}

#[test]
fn integers_for_weights_are_refused() {
    let (shape, values) = tensors().remove(Q).unwrap();
    let bytes = vec![0_u8; values.len() * 4];
    let view = safetensors::tensor::TensorView::new(safetensors::Dtype::I32, shape, &bytes).unwrap();
    let mut files = with_tensors(|tensors| drop(tensors.remove(Q)));
    let rest = files.remove("model.safetensors").unwrap();
    files.insert("a.safetensors".into(), rest);
    files.insert("b.safetensors".into(), safetensors::serialize([(Q, view)], None).unwrap());
    let map: serde_json::Map<_, _> =
        [("x".to_owned(), json!("a.safetensors")), ("y".to_owned(), json!("b.safetensors"))]
            .into_iter()
            .collect();
    files.insert("model.safetensors.index.json".into(), json!({"weight_map": map}).to_string().into_bytes());
    assert_eq!(sentence(files), format!("the tensor {Q} is stored as I32, expected F32, F16 or BF16"));
}

#[test]
fn missing_and_broken_files_are_named() {
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        let mut files = files();
        files.remove(name);
        assert_eq!(sentence(files), format!("the checkpoint has no {name}"));
        assert!(sentence(with_file(name, b"{".to_vec())).contains(name));
    }
}

#[test]
fn an_index_cannot_reach_outside_its_checkpoint() {
    let index = json!({"weight_map": {"x": "../../secret.safetensors"}}).to_string();
    let said = sentence(with_file("model.safetensors.index.json", index.into_bytes()));
    assert!(
        said.contains("expected plain names of .safetensors files, got “../../secret.safetensors”"),
        "{said}"
    );
}

#[test]
fn a_tokenizer_with_more_tokens_than_the_model_is_refused() {
    let mut small = config();
    small["vocab_size"] = json!(16);
    let said = sentence(with_file("config.json", small.to_string().into_bytes()));
    assert_eq!(said, "config.json: expected vocab_size to be at least the tokenizer's 17 tokens, got 16");
}

#[test]
fn a_tokenizer_that_truncates_or_pads_does_neither_here() {
    let text = String::from_utf8(common::tokenizer()).unwrap();
    let mut tokenizer: serde_json::Value = serde_json::from_str(&text).unwrap();
    tokenizer["truncation"] =
        json!({"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0});
    tokenizer["padding"] = json!({"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null,
        "pad_id": 0, "pad_type_id": 0, "pad_token": "t0"});
    let model = load(with_file("tokenizer.json", tokenizer.to_string().into_bytes())).unwrap();
    assert_eq!(model.tokenizer().encode("t1 t2 t3", true).unwrap(), [1, 2, 3]);
}

#[test]
fn no_mangled_byte_panics() {
    let sound = safetensors(&tensors());
    for at in (0..sound.len().min(3000)).step_by(7) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x55;
        // Some changes give other sound weights; all that matters is that none panics.
        let _ = load(with_file("model.safetensors", bytes));
    }
}
