//! config.json: what a Llama-family checkpoint says of itself, checked before anything is built from it.

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};

/// The settings of a Llama-family model that the forward pass uses.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Tokens in the vocabulary.
    pub vocab: usize,
    /// Width of the residual stream.
    pub hidden: usize,
    /// Width inside the MLP.
    pub intermediate: usize,
    /// Number of layers.
    pub layers: usize,
    /// Query heads in a layer, `H`.
    pub heads: usize,
    /// Key/value heads in a layer, `K`; each serves `H / K` query heads.
    pub kv_heads: usize,
    /// Values a head, `d`. Even, as RoPE turns pairs.
    pub head_dim: usize,
    /// Added to the mean square in RMSNorm.
    pub norm_eps: f64,
    /// Base of the rotary frequencies.
    pub rope_theta: f32,
    /// How the rotary frequencies are stretched.
    pub rope_scaling: RopeScaling,
    /// Whether the output head is the embedding table.
    pub tied: bool,
    /// Whether the attention projections have biases.
    pub attention_bias: bool,
    /// Whether the MLP projections have biases.
    pub mlp_bias: bool,
    /// The most tokens in a sequence.
    pub max_positions: usize,
    /// Tokens that end a text.
    pub eos: Vec<u32>,
}

/// How rotary frequencies are stretched to contexts longer than those trained on.
#[derive(Clone, Debug, PartialEq)]
pub enum RopeScaling {
    /// As trained.
    None,
    /// Every frequency divided by `factor` (Transformers, `modeling_rope_utils.py`, "linear").
    Linear {
        /// The divisor.
        factor: f32,
    },
    /// Low frequencies divided, high ones kept, smooth between (the same file, "llama3").
    Llama3 {
        /// The divisor of low frequencies.
        factor: f32,
        /// Wavelengths above `original / low` are low.
        low: f32,
        /// Wavelengths below `original / high` are high.
        high: f32,
        /// The context length trained on.
        original: f32,
    },
    /// Each frequency divided by a factor of its own, `d / 2` of them: what Llama 3's rule comes to in a GGUF file.
    Factors(Vec<f32>),
}

/// The largest value that a size in config.json may have; real models stay well below.
const MAX_SIZE: usize = 1 << 20;
const MAX_LAYERS: usize = 512;

#[derive(Deserialize)]
struct Raw {
    #[serde(default = "silu")]
    hidden_act: String,
    vocab_size: usize,
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    num_key_value_heads: Option<usize>,
    head_dim: Option<usize>,
    #[serde(default = "eps")]
    rms_norm_eps: f64,
    rope_theta: Option<f32>,
    rope_scaling: Option<Rope>,
    rope_parameters: Option<Rope>,
    #[serde(default)]
    tie_word_embeddings: bool,
    #[serde(default)]
    attention_bias: bool,
    #[serde(default)]
    mlp_bias: bool,
    #[serde(default = "positions")]
    max_position_embeddings: usize,
    eos_token_id: Option<OneOrMany>,
}

/// `rope_scaling` of Transformers 4 and `rope_parameters` of 5: the same keys, but that 5 moved theta in.
#[derive(Deserialize)]
struct Rope {
    #[serde(alias = "type")]
    rope_type: Option<String>,
    rope_theta: Option<f32>,
    factor: Option<f32>,
    low_freq_factor: Option<f32>,
    high_freq_factor: Option<f32>,
    original_max_position_embeddings: Option<f32>,
    partial_rotary_factor: Option<f32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(u32),
    Many(Vec<u32>),
}

fn silu() -> String {
    "silu".into()
}
fn eps() -> f64 {
    1e-6
}
fn positions() -> usize {
    2048
}

impl Config {
    /// Reads and checks config.json.
    ///
    /// # Errors
    /// [`Error::Json`], [`Error::Architecture`] or [`Error::Config`].
    pub fn parse(json: &[u8]) -> Result<Self> {
        let bad_json =
            |error: serde_json::Error| Error::Json { file: "config.json".into(), reason: error.to_string() };
        // The family is judged first: another family's settings have other names, and a complaint about
        // those would mislead.
        let value: Value = serde_json::from_slice(json).map_err(bad_json)?;
        check_family(&value)?;
        let raw: Raw = serde_json::from_value(value).map_err(bad_json)?;
        raw.check()
    }

    /// How many query heads share one key/value head.
    pub fn group(&self) -> usize {
        self.heads / self.kv_heads
    }
}

fn check_family(value: &Value) -> Result<()> {
    let named = value.pointer("/architectures/0").and_then(Value::as_str);
    let family = value.get("model_type").and_then(Value::as_str);
    match (named, family) {
        (Some("LlamaForCausalLM"), _) | (None, Some("llama")) => Ok(()),
        (named, family) => {
            Err(Error::Architecture { got: named.or(family).unwrap_or("none named").to_owned() })
        }
    }
}

impl Raw {
    fn check(self) -> Result<Config> {
        let size = |field, got: usize, max: usize| match got {
            0 => Err(config_error(field, format!("1 to {max}"), got)),
            got if got > max => Err(config_error(field, format!("1 to {max}"), got)),
            got => Ok(got),
        };
        if self.hidden_act != "silu" {
            return Err(config_error("hidden_act", "silu", self.hidden_act));
        }
        let heads = size("num_attention_heads", self.num_attention_heads, MAX_SIZE)?;
        let kv_heads = size("num_key_value_heads", self.num_key_value_heads.unwrap_or(heads), heads)?;
        if heads % kv_heads != 0 {
            let expected = format!("a divisor of num_attention_heads ({heads})");
            return Err(config_error("num_key_value_heads", expected, kv_heads));
        }
        let hidden = size("hidden_size", self.hidden_size, MAX_SIZE)?;
        let head_dim = size("head_dim", self.head_dim.unwrap_or(hidden / heads), MAX_SIZE)?;
        if head_dim % 2 != 0 {
            return Err(config_error("head_dim", "even", head_dim));
        }
        if !(self.rms_norm_eps > 0.0 && self.rms_norm_eps < 1.0) {
            return Err(config_error("rms_norm_eps", "between 0 and 1", self.rms_norm_eps));
        }
        size("num_attention_heads × head_dim", heads.saturating_mul(head_dim), MAX_SIZE)?;
        let (rope_theta, rope_scaling) = self.rope()?;
        Ok(Config {
            vocab: size("vocab_size", self.vocab_size, MAX_SIZE)?,
            hidden,
            intermediate: size("intermediate_size", self.intermediate_size, MAX_SIZE)?,
            layers: size("num_hidden_layers", self.num_hidden_layers, MAX_LAYERS)?,
            heads,
            kv_heads,
            head_dim,
            norm_eps: self.rms_norm_eps,
            rope_theta,
            rope_scaling,
            tied: self.tie_word_embeddings,
            attention_bias: self.attention_bias,
            mlp_bias: self.mlp_bias,
            max_positions: size("max_position_embeddings", self.max_position_embeddings, 1 << 24)?,
            eos: match self.eos_token_id {
                None => Vec::new(),
                Some(OneOrMany::One(id)) => vec![id],
                Some(OneOrMany::Many(ids)) => ids,
            },
        })
    }

    fn rope(&self) -> Result<(f32, RopeScaling)> {
        let settings = self.rope_parameters.as_ref().or(self.rope_scaling.as_ref());
        let theta = settings.and_then(|rope| rope.rope_theta).or(self.rope_theta).unwrap_or(10_000.0);
        let theta = positive("rope_theta", Some(theta))?;
        let Some(rope) = settings else {
            return Ok((theta, RopeScaling::None));
        };
        if rope.partial_rotary_factor.is_some_and(|part| part != 1.0) {
            return Err(config_error(
                "partial_rotary_factor",
                "1",
                format!("{:?}", rope.partial_rotary_factor),
            ));
        }
        let scaling = match rope.rope_type.as_deref().unwrap_or("default") {
            "default" => RopeScaling::None,
            "linear" => RopeScaling::Linear { factor: positive("factor", rope.factor)? },
            "llama3" => {
                let low = positive("low_freq_factor", rope.low_freq_factor)?;
                let high = positive("high_freq_factor", rope.high_freq_factor)?;
                if high <= low {
                    return Err(config_error(
                        "high_freq_factor",
                        format!("above low_freq_factor ({low})"),
                        high,
                    ));
                }
                let original = rope.original_max_position_embeddings;
                RopeScaling::Llama3 {
                    factor: positive("factor", rope.factor)?,
                    low,
                    high,
                    original: positive("original_max_position_embeddings", original)?,
                }
            }
            other => return Err(config_error("rope_type", "default, linear or llama3", other)),
        };
        Ok((theta, scaling))
    }
}

fn positive(field: &'static str, value: Option<f32>) -> Result<f32> {
    match value {
        Some(value) if value > 0.0 && value.is_finite() => Ok(value),
        Some(value) => Err(config_error(field, "a positive number", value)),
        None => Err(config_error(field, "a positive number", "nothing")),
    }
}

fn config_error(field: &'static str, expected: impl Into<String>, got: impl ToString) -> Error {
    Error::Config { field, expected: expected.into(), got: got.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(change: Value) -> Result<Config> {
        let mut config = json!({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
            "vocab_size": 11, "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-5
        });
        for (key, value) in change.as_object().unwrap() {
            config[key] = value.clone();
        }
        Config::parse(config.to_string().as_bytes())
    }

    #[test]
    fn both_spellings_of_rope_mean_the_same() {
        let four =
            parse(json!({"rope_theta": 500.0, "rope_scaling": {"type": "linear", "factor": 2.0}})).unwrap();
        let five =
            parse(json!({"rope_parameters": {"rope_theta": 500.0, "rope_type": "linear", "factor": 2.0}}));
        assert_eq!(four, five.unwrap());
        assert_eq!(four.rope_scaling, RopeScaling::Linear { factor: 2.0 });
    }

    #[test]
    fn what_it_cannot_run_is_named() {
        let refused = |change, sentence: &str| assert_eq!(parse(change).unwrap_err().to_string(), sentence);
        refused(
            json!({"architectures": ["GPT2LMHeadModel"]}),
            "expected a model of the Llama family (LlamaForCausalLM), got GPT2LMHeadModel",
        );
        refused(
            json!({"num_key_value_heads": 3}),
            "config.json: expected num_key_value_heads to be a divisor of num_attention_heads (4), got 3",
        );
        refused(json!({"head_dim": 3}), "config.json: expected head_dim to be even, got 3");
        refused(
            json!({"vocab_size": 4_000_000_000_u64}),
            "config.json: expected vocab_size to be 1 to 1048576, got 4000000000",
        );
        refused(
            json!({"rope_scaling": {"rope_type": "yarn", "factor": 4.0}}),
            "config.json: expected rope_type to be default, linear or llama3, got yarn",
        );
        refused(json!({"hidden_act": "gelu"}), "config.json: expected hidden_act to be silu, got gelu");
    }

    #[test]
    fn another_familys_config_is_named_before_its_fields_are_missed() {
        let error = Config::parse(br#"{"model_type": "mamba", "d_model": 4}"#).unwrap_err();
        assert!(matches!(error, Error::Architecture { got } if got == "mamba"));
    }
}
