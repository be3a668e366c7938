//! Model weights, laid out for the model and put where a backend wants them.

use crate::backend::Ops;
use crate::config::Config;
use crate::error::Result;
use crate::gguf::Gguf;
use crate::host::Host;
use crate::shards::Shards;

/// The weights of a Llama-family model, in the memory of a backend.
pub(crate) struct Weights<B: Ops> {
    /// `(vocab, hidden)`
    pub embedding: B::Matrix,
    pub layers: Vec<Layer<B>>,
    /// `(hidden)`
    pub norm: B::Vector,
    /// `(vocab, hidden)`; the embedding again where tied.
    pub head: Linear<B>,
}

/// One layer's weights.
pub(crate) struct Layer<B: Ops + ?Sized> {
    /// `(hidden)`
    pub input_norm: B::Vector,
    /// `((H + 2 * K) * d, hidden)`: queries, keys, values
    pub qkv: Linear<B>,
    /// `(hidden, H * d)`
    pub o: Linear<B>,
    /// `(hidden)`
    pub mlp_norm: B::Vector,
    /// `(2 * intermediate, hidden)`
    pub gate_up: Linear<B>,
    /// `(hidden, intermediate)`
    pub down: Linear<B>,
}

/// `y = x Wᵀ + b`.
pub(crate) struct Linear<B: Ops + ?Sized> {
    /// `(out, in)`
    pub weight: B::Matrix,
    /// `(out)`
    pub bias: Option<B::Vector>,
}

/// A checkpoint's tensors, under their Hugging Face names.
pub(crate) enum Tensors {
    Safetensors(Shards),
    Gguf(Gguf),
}

impl Tensors {
    async fn read(&self, config: &Config, name: &str, expected: &[usize]) -> Result<Host> {
        match self {
            Self::Safetensors(shards) => shards.read(name, expected).await,
            Self::Gguf(gguf) => gguf.read(config, name, expected).await,
        }
    }
}

impl<B: Ops> Weights<B> {
    /// All of a model's weights, checked.
    ///
    /// One matrix at a time, so that the host never holds more of the file than the largest of them.
    pub async fn load(ops: &B, config: &Config, tensors: &Tensors) -> Result<Self> {
        let loader = Loader { ops, config, tensors };
        let embedding = [("model.embed_tokens", config.vocab)];
        let embedding = loader.linear(&embedding, config.hidden, false).await?.weight;
        let mut layers = Vec::with_capacity(config.layers);
        for index in 0..config.layers {
            layers.push(loader.layer(index).await?);
        }
        let norm = loader.norm("model.norm").await?;
        let head = if config.tied {
            Linear { weight: embedding.clone(), bias: None }
        } else {
            loader.linear(&[("lm_head", config.vocab)], config.hidden, false).await?
        };
        Ok(Self { embedding, layers, norm, head })
    }
}

struct Loader<'a, B> {
    ops: &'a B,
    config: &'a Config,
    tensors: &'a Tensors,
}

impl<B: Ops> Loader<'_, B> {
    async fn layer(&self, index: usize) -> Result<Layer<B>> {
        let config = self.config;
        let (hidden, inner) = (config.hidden, config.intermediate);
        let (q, kv) = (config.heads * config.head_dim, config.kv_heads * config.head_dim);
        let named = |part: &str| format!("model.layers.{index}.{part}");
        let attention = |part: &str| named(&format!("self_attn.{part}_proj"));
        let mlp = |part: &str| named(&format!("mlp.{part}_proj"));
        let (biases, mlp_biases) = (config.attention_bias, config.mlp_bias);
        let qkv = [(attention("q"), q), (attention("k"), kv), (attention("v"), kv)];
        let gate_up = [(mlp("gate"), inner), (mlp("up"), inner)];
        Ok(Layer {
            input_norm: self.norm(&named("input_layernorm")).await?,
            qkv: self.linear(&qkv, hidden, biases).await?,
            o: self.linear(&[(attention("o"), hidden)], q, biases).await?,
            mlp_norm: self.norm(&named("post_attention_layernorm")).await?,
            gate_up: self.linear(&gate_up, hidden, mlp_biases).await?,
            down: self.linear(&[(mlp("down"), hidden)], inner, mlp_biases).await?,
        })
    }

    async fn norm(&self, name: &str) -> Result<B::Vector> {
        let name = format!("{name}.weight");
        let gain = self.tensors.read(self.config, &name, &[self.config.hidden]).await?;
        self.ops.vector(&[gain.widened()?])
    }

    /// Projections of the same input, each with its number of outputs.
    async fn linear<S: AsRef<str>>(
        &self,
        parts: &[(S, usize)],
        inputs: usize,
        bias: bool,
    ) -> Result<Linear<B>> {
        let mut rows = Vec::with_capacity(parts.len());
        let mut biases = Vec::new();
        for (name, out) in parts {
            let named = |kind: &str| format!("{}.{kind}", name.as_ref());
            rows.push(self.tensors.read(self.config, &named("weight"), &[*out, inputs]).await?);
            if bias {
                biases.push(self.tensors.read(self.config, &named("bias"), &[*out]).await?.widened()?);
            }
        }
        let weight = self.ops.matrix(Host::alike(rows)?)?;
        Ok(Linear { weight, bias: if bias { Some(self.ops.vector(&biases)?) } else { None } })
    }
}
