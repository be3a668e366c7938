//! GGUF: llama.cpp's one-file format. candle parses the header; here its words become those of Hugging Face, and tensors are read
//! when they are asked for.

use std::io::Cursor;

use candle_core::quantized::gguf_file::{Content, TensorInfo, Value};
use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use candle_core::{DType, Device, Tensor};
use serde_json::json;

use crate::config::{Config, RopeScaling};
use crate::error::{Error, Result};
use crate::host::{Blocks, Host, Kind};
use crate::source::Source;

/// The most bytes that a header may have: a vocabulary of 256,000 words with its merges fits.
const MAX_HEADER: u64 = 24 << 20;

/// How much of a file is read first; its header may end earlier or later.
const FIRST: u64 = 1 << 20;

/// The most tensors; a model of 512 layers has fewer.
const MAX_TENSORS: usize = 1 << 14;

/// The factors of Llama 3's rotary frequencies.
const ROPE_FACTORS: &str = "rope_freqs.weight";

/// An open GGUF file.
pub(crate) struct Gguf {
    name: String,
    source: Box<dyn Source>,
    content: Content,
}

impl Gguf {
    /// Reads the header.
    pub async fn open(name: &str, source: Box<dyn Source>) -> Result<Self> {
        let refuse = |reason: String| Error::Gguf { file: name.to_owned(), reason };
        let size = source.size();
        let mut length = FIRST.min(size);
        let content = loop {
            let bytes = source.read(0..length).await?;
            match Content::read(&mut Cursor::new(&bytes)) {
                Ok(content) => break content,
                // Perhaps it only ends later: the reader tells that as it tells everything else.
                Err(_) if length < size.min(MAX_HEADER) && bytes.starts_with(b"GGUF") => {
                    length = (length * 4).min(size).min(MAX_HEADER);
                }
                Err(error) => return Err(refuse(plain(&error))),
            }
        };
        if content.tensor_infos.len() > MAX_TENSORS {
            let got = content.tensor_infos.len();
            return Err(refuse(format!("expected at most {MAX_TENSORS} tensors, got {got}")));
        }
        Ok(Self { name: name.to_owned(), source, content })
    }

    /// The model's settings, from the metadata.
    pub async fn config(&self) -> Result<Config> {
        let family = self.text("general.architecture").unwrap_or("none named");
        if family != "llama" {
            return Err(Error::Architecture { got: family.to_owned() });
        }
        let value = |key: &str| self.content.metadata.get(&format!("llama.{key}"));
        let number = |key: &str| value(key).and_then(|value| value.to_u64().ok());
        let real = |key: &str| value(key).and_then(|value| value.to_f32().ok());
        let has = |name: &str| self.content.tensor_infos.contains_key(name);
        let rows =
            |name: &str| self.content.tensor_infos.get(name).and_then(|info| info.shape.dims().first());
        let scaling =
            self.content.metadata.get("llama.rope.scaling.type").and_then(|value| value.to_string().ok());
        let scaling = scaling.filter(|kind| *kind != "none");
        let scaling = scaling.map(|kind| json!({ "rope_type": kind, "factor": real("rope.scaling.factor") }));
        let mut settings = json!({
            "architectures": ["LlamaForCausalLM"],
            "vocab_size": rows("token_embd.weight"),
            "hidden_size": number("embedding_length"),
            "intermediate_size": number("feed_forward_length"),
            "num_hidden_layers": number("block_count"),
            "num_attention_heads": number("attention.head_count"),
            "num_key_value_heads": number("attention.head_count_kv"),
            "head_dim": number("attention.key_length").or(number("rope.dimension_count")),
            "rms_norm_eps": real("attention.layer_norm_rms_epsilon"),
            "rope_theta": real("rope.freq_base"),
            "rope_scaling": scaling,
            "tie_word_embeddings": !has("output.weight"),
            "attention_bias": has("blk.0.attn_q.bias"),
            "mlp_bias": has("blk.0.ffn_gate.bias"),
            "max_position_embeddings": number("context_length"),
            "eos_token_id": self.content.metadata.get("tokenizer.ggml.eos_token_id").and_then(|id| id.to_u64().ok()),
        });
        if let Some(settings) = settings.as_object_mut() {
            settings.retain(|_, value| !value.is_null());
        }
        let named = |error| match error {
            Error::Config { field, expected, got } => {
                self.refuse(format!("expected {field} to be {expected}, got {got}"))
            }
            Error::Json { reason, .. } => self.refuse(reason),
            other => other,
        };
        let mut config = Config::parse(settings.to_string().as_bytes()).map_err(named)?;
        if has(ROPE_FACTORS) {
            let factors = self.stored(ROPE_FACTORS, &[config.head_dim / 2]).await?.widened()?;
            config.rope_scaling = RopeScaling::Factors(factors.to_vec1()?);
        }
        Ok(config)
    }

    /// A tensor under its Hugging Face name, checked.
    pub async fn read(&self, config: &Config, name: &str, expected: &[usize]) -> Result<Host> {
        let stored = self.stored(&translated(name), expected).await?;
        // llama.cpp turns neighbours (2j, 2j + 1) where Hugging Face turns (j, j + d/2): its rows are in another order.
        if !name.contains(".q_proj.") && !name.contains(".k_proj.") {
            return Ok(stored);
        }
        let (d, half) = (config.head_dim, config.head_dim / 2);
        let from = |row: usize| row / d * d + row % half * 2 + row % d / half;
        Ok(match stored {
            Host::Blocks(blocks) => Host::Blocks(blocks.reordered(from)),
            Host::Plain(tensor) => {
                let rows = expected.first().copied().unwrap_or_default();
                let order: Vec<u32> = (0..rows).map(|row| from(row) as u32).collect();
                Host::Plain(tensor.index_select(&Tensor::new(order, &Device::Cpu)?, 0)?)
            }
        })
    }

    /// A tensor under its own name, checked.
    async fn stored(&self, name: &str, expected: &[usize]) -> Result<Host> {
        let missing = || Error::MissingTensor { name: name.to_owned(), expected: expected.to_vec() };
        let info = self.content.tensor_infos.get(name).ok_or_else(missing)?;
        let got = info.shape.dims();
        if got != expected {
            let (name, expected, got) = (name.to_owned(), expected.to_vec(), got.to_vec());
            return Err(Error::Shape { name, expected, got });
        }
        let bytes = self.bytes(name, info).await?;
        let plain =
            |dtype| Host::plain(name, Tensor::from_raw_buffer(&bytes, dtype, expected, &Device::Cpu)?);
        match (info.ggml_dtype, expected) {
            (GgmlDType::F32, _) => plain(DType::F32),
            (GgmlDType::F16, _) => plain(DType::F16),
            (GgmlDType::BF16, _) => plain(DType::BF16),
            (GgmlDType::Q8_0, &[rows, width]) => {
                Blocks::new(name, Kind::Q8, [rows, width], bytes).map(Host::Blocks)
            }
            (GgmlDType::Q4_0, &[rows, width]) => {
                Blocks::new(name, Kind::Q4, [rows, width], bytes).map(Host::Blocks)
            }
            // Files "in Q4_0" often hold the largest matrix in Q6_K. What no kernel here reads candle widens.
            (other, _) => {
                let storage = QStorage::from_data(bytes.into(), &Device::Cpu, other)?;
                Host::plain(name, QTensor::new(storage, expected)?.dequantize(&Device::Cpu)?)
            }
        }
    }

    async fn bytes(&self, name: &str, info: &TensorInfo) -> Result<Vec<u8>> {
        // In u64: where addresses have 32 bits, a product of two sizes that are each allowed would wrap.
        let (block, size) = (info.ggml_dtype.block_size() as u64, info.ggml_dtype.type_size() as u64);
        let count = info.shape.dims().iter().map(|&dim| dim as u64).product::<u64>();
        if count % block != 0 {
            let expected = format!("whole blocks of {block}");
            return Err(Error::Blocks { name: name.to_owned(), expected, got: info.shape.dims().to_vec() });
        }
        let bytes = count / block * size;
        let start = self.content.tensor_data_offset.checked_add(info.offset);
        let range = start.and_then(|start| Some(start..start.checked_add(bytes)?));
        match range.filter(|range| range.end <= self.source.size()) {
            Some(range) => self.source.read(range).await,
            None => {
                Err(self.refuse(format!("the tensor {name} lies outside its {} bytes", self.source.size())))
            }
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        match self.content.metadata.get(key) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    fn refuse(&self, reason: String) -> Error {
        Error::Gguf { file: self.name.clone(), reason }
    }
}

/// A tensor's name in GGUF (`gguf-py/gguf/tensor_mapping.py` of llama.cpp).
fn translated(name: &str) -> String {
    const PARTS: [(&str, &str); 12] = [
        ("model.layers.", "blk."),
        ("self_attn.q_proj", "attn_q"),
        ("self_attn.k_proj", "attn_k"),
        ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"),
        ("mlp.gate_proj", "ffn_gate"),
        ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"),
        ("input_layernorm", "attn_norm"),
        ("post_attention_layernorm", "ffn_norm"),
        ("model.embed_tokens", "token_embd"),
        ("model.norm", "output_norm"),
    ];
    let name = if name == "lm_head.weight" { "output.weight" } else { name };
    PARTS.iter().fold(name.to_owned(), |name, (theirs, ours)| name.replace(theirs, ours))
}

/// candle's reason, without the trace that a debug build may add.
fn plain(error: &candle_core::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().trim_start_matches("gguf: ").to_owned()
}
