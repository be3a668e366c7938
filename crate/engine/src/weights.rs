//! Model weights: read from safetensors with every name, shape, format and value checked, laid out for the model.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor};
use safetensors::{Dtype, SafeTensors};

use crate::config::Config;
use crate::error::{Error, Result};

/// The weights of a Llama-family model, as tensors of some backend.
#[derive(Debug)]
pub(crate) struct Weights<T> {
    /// `(vocab, hidden)`
    pub embedding: T,
    pub layers: Vec<Layer<T>>,
    /// `(hidden)`
    pub norm: T,
    /// `(vocab, hidden)`; the embedding again where tied.
    pub head: Linear<T>,
}

/// One layer's weights.
#[derive(Debug)]
pub(crate) struct Layer<T> {
    /// `(hidden)`
    pub input_norm: T,
    /// `((H + 2 * K) * d, hidden)`: queries, keys, values
    pub qkv: Linear<T>,
    /// `(hidden, H * d)`
    pub o: Linear<T>,
    /// `(hidden)`
    pub mlp_norm: T,
    /// `(2 * intermediate, hidden)`
    pub gate_up: Linear<T>,
    /// `(hidden, intermediate)`
    pub down: Linear<T>,
}

/// `y = x Wᵀ + b`.
#[derive(Debug)]
pub(crate) struct Linear<T> {
    /// `(out, in)`
    pub weight: T,
    /// `(out)`
    pub bias: Option<T>,
}

/// The safetensors files of a checkpoint, by name.
pub(crate) struct Files<'a>(BTreeMap<&'a str, SafeTensors<'a>>);

impl<'a> Files<'a> {
    /// Parses the files' headers.
    pub fn parse(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Self> {
        let parse = |(name, bytes): (&'a str, &'a [u8])| match SafeTensors::deserialize(bytes) {
            Ok(tensors) => Ok((name, tensors)),
            Err(error) => {
                Err(Error::Safetensors { file: name.to_owned(), reason: plain(&error, bytes.len()) })
            }
        };
        files.map(parse).collect::<Result<_>>().map(Self)
    }

    /// A tensor on the host as it is stored, checked.
    fn tensor(&self, name: &str, expected: &[usize]) -> Result<Tensor> {
        let found = self.0.values().find_map(|file| file.tensor(name).ok());
        let missing = || Error::MissingTensor { name: name.to_owned(), expected: expected.to_vec() };
        let view = found.ok_or_else(missing)?;
        if view.shape() != expected {
            let (name, expected, got) = (name.to_owned(), expected.to_vec(), view.shape().to_vec());
            return Err(Error::Shape { name, expected, got });
        }
        let dtype = match view.dtype() {
            Dtype::F32 => DType::F32,
            Dtype::F16 => DType::F16,
            Dtype::BF16 => DType::BF16,
            other => return Err(Error::Dtype { name: name.to_owned(), got: format!("{other:?}") }),
        };
        let tensor = Tensor::from_raw_buffer(view.data(), dtype, expected, &Device::Cpu)?;
        check_finite(name, &tensor)?;
        Ok(tensor)
    }

    /// All of a model's weights, each put where the backend wants it by `upload`: tensors' rows, one below the other.
    ///
    /// One matrix at a time, so that the host never holds more than the files and the largest of them.
    pub fn load<T: Clone>(
        &self,
        config: &Config,
        upload: impl Fn(&[Tensor]) -> Result<T>,
    ) -> Result<Weights<T>> {
        let tensor = |name: &str, shape: &[usize]| upload(&[self.tensor(name, shape)?]);
        // Projections of the same input, each with its number of outputs.
        let linear = |parts: &[(String, usize)], inputs: usize, bias: bool| {
            let all = |kind: &str, shape: &dyn Fn(usize) -> Vec<usize>| {
                let part =
                    |(name, out): &(String, usize)| self.tensor(&format!("{name}.{kind}"), &shape(*out));
                upload(&parts.iter().map(part).collect::<Result<Vec<_>>>()?)
            };
            Ok::<_, Error>(Linear {
                weight: all("weight", &|out| vec![out, inputs])?,
                bias: bias.then(|| all("bias", &|out| vec![out])).transpose()?,
            })
        };
        let (hidden, inner) = (config.hidden, config.intermediate);
        let (q, kv) = (config.heads * config.head_dim, config.kv_heads * config.head_dim);
        let layer = |index: usize| {
            let norm = |name: &str| tensor(&format!("model.layers.{index}.{name}.weight"), &[hidden]);
            let attention = |name: &str| format!("model.layers.{index}.self_attn.{name}");
            let mlp = |name: &str| format!("model.layers.{index}.mlp.{name}");
            let qkv = [(attention("q_proj"), q), (attention("k_proj"), kv), (attention("v_proj"), kv)];
            let gate_up = [(mlp("gate_proj"), inner), (mlp("up_proj"), inner)];
            Ok::<_, Error>(Layer {
                input_norm: norm("input_layernorm")?,
                qkv: linear(&qkv, hidden, config.attention_bias)?,
                o: linear(&[(attention("o_proj"), hidden)], q, config.attention_bias)?,
                mlp_norm: norm("post_attention_layernorm")?,
                gate_up: linear(&gate_up, hidden, config.mlp_bias)?,
                down: linear(&[(mlp("down_proj"), hidden)], inner, config.mlp_bias)?,
            })
        };
        let embedding = tensor("model.embed_tokens.weight", &[config.vocab, hidden])?;
        let head = if config.tied {
            Linear { weight: embedding.clone(), bias: None }
        } else {
            linear(&[("lm_head".to_owned(), config.vocab)], hidden, false)?
        };
        Ok(Weights {
            embedding,
            layers: (0..config.layers).map(layer).collect::<Result<_>>()?,
            norm: tensor("model.norm.weight", &[hidden])?,
            head,
        })
    }
}

fn check_finite(name: &str, tensor: &Tensor) -> Result<()> {
    let values = tensor.flatten_all()?.to_dtype(DType::F32)?.to_vec1::<f32>()?;
    match values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some((index, &got)) => Err(Error::NotFinite { name: name.to_owned(), index, got }),
    }
}

/// The library's reason in words that say what was expected and what came.
fn plain(error: &safetensors::SafeTensorError, len: usize) -> String {
    use safetensors::SafeTensorError as E;
    match error {
        E::HeaderTooSmall => format!("expected at least 8 bytes, got {len}"),
        E::HeaderTooLarge => "its header claims more than the 100 MB that a header may have".into(),
        E::InvalidHeaderLength => format!("its header claims to be larger than the file ({len} bytes)"),
        E::MetadataIncompleteBuffer => format!("its tensors need more, or fewer, bytes than its {len}"),
        E::InvalidOffset(name) => format!("the tensor {name} lies outside its data"),
        other => other.to_string(),
    }
}
