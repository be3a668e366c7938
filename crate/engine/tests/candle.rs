//! The same logits as candle-transformers' own Llama.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use candle_core::{DType, Device, Tensor};
use candle_transformers::models::llama::{Cache, Config, Llama, LlamaEosToks};
use common::{config, distance, files, load, safetensors, tensors};
use foregone_engine::Capture;
use pollster::block_on;

#[test]
fn logits_agree_with_candle_transformers() {
    // candle-transformers takes head_dim to be hidden / heads.
    let mut config_json = config();
    config_json["head_dim"] = 4.into();
    let mut weights = tensors();
    for (name, (shape, values)) in &mut weights {
        let rows = match name.rsplit('.').nth(1) {
            Some("q_proj") => 16,
            Some("k_proj" | "v_proj") => 8,
            Some("o_proj") => {
                shape[1] = 16;
                16
            }
            _ => continue,
        };
        shape[0] = rows;
        values.truncate(shape.iter().product());
    }
    let bytes = safetensors(&weights);
    let mut files = files();
    files.insert("config.json".into(), config_json.to_string().into_bytes());
    files.insert("model.safetensors".into(), bytes.clone());
    let ours = load(files).unwrap();

    let config = Config {
        hidden_size: 16,
        intermediate_size: 24,
        vocab_size: 17,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        use_flash_attn: false,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000.0,
        bos_token_id: None,
        eos_token_id: None::<LlamaEosToks>,
        rope_scaling: None,
        max_position_embeddings: 600,
        tie_word_embeddings: false,
    };
    let device = Device::Cpu;
    let vars = candle_nn::VarBuilder::from_buffered_safetensors(bytes, DType::F32, &device).unwrap();
    let theirs = Llama::load(vars, &config).unwrap();
    let mut cache = Cache::new(true, DType::F32, &config, &device).unwrap();

    let tokens: Vec<u32> = (0..25).map(|at| at * 5 % 17).collect();
    let mut session = ours.session().unwrap();
    for (at, &token) in tokens.iter().enumerate() {
        let output = block_on(session.extend(&[token], Capture::ALL)).unwrap();
        let input = Tensor::new(&[[token]], &device).unwrap();
        let expected =
            theirs.forward(&input, at, &mut cache).unwrap().flatten_all().unwrap().to_vec1().unwrap();
        let gap = distance(output.last_logits(), &expected);
        assert!(gap < 1e-5, "logits differ by {gap:e} at position {at}");
    }
}
