//! The Llama family's forward pass, written once over a backend's op set.

use std::sync::Arc;

use crate::attention::{Attention, Rows};
use crate::backend::{BackendKind, Feed, Ops};
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::cpu::Cpu;
use crate::error::Result;
use crate::gpu::{Gpu, GpuCounts, Kernels};
use crate::session::Session;
use crate::tokenizer::Tokenizer;
use crate::weights::Weights;

/// A loaded model. Cloning shares the weights.
#[derive(Clone)]
pub struct Model {
    pub(crate) llama: Llamas,
    tokenizer: Arc<Tokenizer>,
}

/// The model on one of the backends.
#[derive(Clone)]
pub(crate) enum Llamas {
    Cpu(Arc<Llama<Cpu>>),
    Gpu(Arc<Llama<Kernels>>),
}

impl Model {
    /// Reads every weight of a checkpoint, checked, into a backend's memory.
    ///
    /// # Errors
    /// Whatever is wrong with a weights file or a tensor, by name; [`crate::Error::NoGpu`] where one is asked for and there is none.
    pub async fn load(checkpoint: &Checkpoint, backend: BackendKind) -> Result<Self> {
        match backend {
            BackendKind::Cpu => {
                let llama = Llamas::Cpu(Arc::new(Llama::load(Cpu, checkpoint)?));
                Ok(Self { llama, tokenizer: checkpoint.tokenizer.clone() })
            }
            BackendKind::Gpu => Self::load_on(checkpoint, Gpu::open().await?),
        }
    }

    /// The same, on a GPU that is open.
    ///
    /// # Errors
    /// Those of [`Model::load`], and [`crate::Error::GpuMemory`] where a part of it is too large for this GPU.
    pub fn load_on(checkpoint: &Checkpoint, gpu: Gpu) -> Result<Self> {
        let ops = Kernels::new(gpu, &checkpoint.config)?;
        let llama = Llamas::Gpu(Arc::new(Llama::load(ops, checkpoint)?));
        Ok(Self { llama, tokenizer: checkpoint.tokenizer.clone() })
    }

    /// Where it computes.
    pub fn backend(&self) -> BackendKind {
        match self.llama {
            Llamas::Cpu(_) => BackendKind::Cpu,
            Llamas::Gpu(_) => BackendKind::Gpu,
        }
    }

    /// The GPU it computes on, if it does.
    pub fn gpu(&self) -> Option<&Gpu> {
        match &self.llama {
            Llamas::Cpu(_) => None,
            Llamas::Gpu(llama) => Some(llama.ops.gpu()),
        }
    }

    /// What its GPU was made to do since it was loaded.
    pub fn gpu_counts(&self) -> Option<GpuCounts> {
        match &self.llama {
            Llamas::Cpu(_) => None,
            Llamas::Gpu(llama) => Some(llama.ops.counts()),
        }
    }

    /// What config.json said.
    pub fn config(&self) -> &Config {
        match &self.llama {
            Llamas::Cpu(llama) => &llama.config,
            Llamas::Gpu(llama) => &llama.config,
        }
    }

    /// How many tokens to feed at once, for a text of `total` of which these rows of attention are wanted.
    pub(crate) fn tile(&self, total: usize, rows: Rows) -> usize {
        match &self.llama {
            Llamas::Cpu(llama) => llama.ops.tile(&llama.config, total, rows),
            Llamas::Gpu(llama) => llama.ops.tile(&llama.config, total, rows),
        }
    }

    /// Text to ids and back.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// An empty sequence.
    ///
    /// # Errors
    /// [`crate::Error::Backend`] when there is no memory for it.
    pub fn session(&self) -> Result<Session> {
        Session::new(self.clone())
    }
}

/// Weights and the kernels that use them.
pub(crate) struct Llama<B: Ops> {
    pub ops: B,
    pub config: Config,
    pub weights: Weights<B::Tensor>,
}

impl<B: Ops> Llama<B> {
    fn load(ops: B, checkpoint: &Checkpoint) -> Result<Self> {
        let config = checkpoint.config.clone();
        let weights = checkpoint.files()?.load(&config, |parts| ops.upload(parts))?;
        Ok(Self { ops, config, weights })
    }

    /// Feeds tokens. Gives logits, `(rows, vocab)`, and fills `attention`.
    pub async fn forward(
        &self,
        feed: &Feed<'_>,
        caches: &mut [B::Cache],
        attention: &mut Attention,
    ) -> Result<Vec<f32>> {
        let (ops, config, weights) = (&self.ops, &self.config, &self.weights);
        let pass = ops.begin(config, feed, caches)?;
        let mut wanted = Vec::with_capacity(config.layers + 1);
        let mut x = ops.embed(&weights.embedding, feed)?; // (t, hidden)
        for (index, (layer, cache)) in weights.layers.iter().zip(caches).enumerate() {
            let qkv = ops.norm_qkv(config, layer, &x)?;
            let query = ops.rotate_append(config, &pass, &qkv, cache, feed)?; // (H, t, d)
            let (mixed, seen) = ops.attend(config, index, &query, cache, feed)?;
            wanted.extend(seen);
            x = ops.add_out(config, layer, &mixed, &x)?;
            let inner = ops.norm_gate_up(config, layer, &x)?;
            x = ops.add_down(config, layer, &inner, &x)?;
        }
        if feed.capture.logits != Rows::None {
            wanted.push(ops.norm_head(config, &weights.norm, &weights.head, &x, feed.capture.logits)?);
        }
        let mut numbers = ops.finish(config, &wanted).await?;
        let logits = if feed.capture.logits == Rows::None { None } else { numbers.pop() };
        let (first, count) = feed.capture.attention.of(feed.tokens.len());
        for (layer, rows) in numbers.iter().enumerate() {
            attention.fill(layer, feed.start + first, count, rows);
        }
        Ok(logits.unwrap_or_default())
    }
}
