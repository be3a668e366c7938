//! The Llama family's forward pass, written once over a backend's op set.

use std::sync::Arc;

use crate::attention::{Attention, Rows};
use crate::backend::{BackendKind, Feed, Ops};
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::cpu::Cpu;
use crate::distribution::Outlook;
use crate::error::Result;
use crate::gpu::{Gpu, GpuCounts, Kernels};
use crate::session::{Capture, Session};
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
                let llama = Llamas::Cpu(Arc::new(Llama::load(Cpu, checkpoint).await?));
                Ok(Self { llama, tokenizer: checkpoint.tokenizer.clone() })
            }
            BackendKind::Gpu => Self::load_on(checkpoint, Gpu::open().await?).await,
        }
    }

    /// The same, on a GPU that is open.
    ///
    /// # Errors
    /// Those of [`Model::load`], and [`crate::Error::GpuMemory`] where a part of it is too large for this GPU.
    pub async fn load_on(checkpoint: &Checkpoint, gpu: Gpu) -> Result<Self> {
        let ops = Kernels::new(gpu, &checkpoint.config)?;
        let llama = Llamas::Gpu(Arc::new(Llama::load(ops, checkpoint).await?));
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

/// What one forward pass gave, beside attention.
#[derive(Default)]
pub(crate) struct Passed {
    /// `(rows, vocab)`
    pub logits: Vec<f32>,
    pub outlook: Option<Outlook>,
}

/// Weights and the kernels that use them.
pub(crate) struct Llama<B: Ops> {
    pub ops: B,
    pub config: Config,
    pub weights: Weights<B>,
}

impl<B: Ops> Llama<B> {
    async fn load(ops: B, checkpoint: &Checkpoint) -> Result<Self> {
        let config = checkpoint.config.clone();
        let weights = Weights::load(&ops, &config, &checkpoint.tensors).await?;
        Ok(Self { ops, config, weights })
    }

    /// Feeds tokens. Gives what was asked for, and fills `attention`.
    pub async fn forward(
        &self,
        feed: &Feed<'_>,
        caches: &mut [B::Cache],
        attention: &mut Attention,
    ) -> Result<Passed> {
        let (ops, config, weights) = (&self.ops, &self.config, &self.weights);
        ops.reserve(config, caches, feed.start, feed.total())?;
        let pass = ops.begin(config, feed)?;
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
        let Capture { logits: rows, outlook, .. } = feed.capture;
        if rows != Rows::None || outlook {
            let rows = if rows == Rows::None { Rows::Last } else { rows };
            let logits = ops.norm_head(config, &weights.norm, &weights.head, &x, rows)?;
            if feed.capture.logits != Rows::None {
                wanted.push(logits.clone());
            }
            if outlook {
                wanted.push(ops.pick(config, &logits)?);
            }
        }
        let mut numbers = ops.finish(config, &wanted).await?;
        let mut passed = Passed::default();
        if outlook {
            passed.outlook = numbers.pop().map(|words| Outlook::from_words(&words, config.vocab));
        }
        if rows != Rows::None {
            passed.logits = numbers.pop().unwrap_or_default();
        }
        fill(attention, feed, &numbers);
        Ok(passed)
    }

    /// Attention of tokens that were fed before, computed again from their queries: the rows that `feed` asks for.
    pub async fn recall(
        &self,
        feed: &Feed<'_>,
        caches: &[B::Cache],
        attention: &mut Attention,
    ) -> Result<()> {
        let (ops, config) = (&self.ops, &self.config);
        ops.begin(config, feed)?;
        let mut wanted = Vec::with_capacity(config.layers);
        for (layer, cache) in caches.iter().enumerate() {
            let query = ops.recall(cache, feed)?; // (H, t, d)
            let (_, seen) = ops.attend(config, layer, &query, cache, feed)?;
            wanted.extend(seen);
        }
        fill(attention, feed, &ops.finish(config, &wanted).await?);
        Ok(())
    }
}

/// Puts a feed's rows, `(heads, rows, T)` for each layer, where they belong.
fn fill(attention: &mut Attention, feed: &Feed<'_>, layers: &[Vec<f32>]) {
    let (first, count) = feed.capture.attention.of(feed.tokens.len());
    for (layer, rows) in layers.iter().enumerate() {
        attention.fill(layer, feed.start + first, count, rows);
    }
}
