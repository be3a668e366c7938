//! The Llama family's forward pass, written once over a backend's op set.

use std::sync::Arc;

use crate::attention::{Attention, Rows};
use crate::backend::{BackendKind, Ops, View};
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::cpu::Cpu;
use crate::error::Result;
use crate::intervention::Intervention;
use crate::session::{Capture, Session};
use crate::tokenizer::Tokenizer;
use crate::weights::Weights;

/// A loaded model. Cloning shares the weights.
#[derive(Clone)]
pub struct Model {
    pub(crate) llama: Arc<Llama<Cpu>>,
    tokenizer: Arc<Tokenizer>,
}

impl Model {
    /// Reads every weight of a checkpoint, checked, into a backend's memory.
    ///
    /// # Errors
    /// Whatever is wrong with a weights file or a tensor, by name.
    pub async fn load(checkpoint: Checkpoint, backend: BackendKind) -> Result<Self> {
        let ops = match backend {
            BackendKind::Cpu => Cpu,
        };
        let weights = checkpoint.files()?.load(&checkpoint.config, Ok)?;
        let Checkpoint { config, tokenizer, .. } = checkpoint;
        Ok(Self { llama: Arc::new(Llama { ops, config, weights }), tokenizer: Arc::new(tokenizer) })
    }

    /// What config.json said.
    pub fn config(&self) -> &Config {
        &self.llama.config
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
    /// Feeds `tokens` at the positions from `start` on. Gives logits, `(rows, vocab)`, and fills `attention`.
    pub async fn forward(
        &self,
        tokens: &[u32],
        start: usize,
        caches: &mut [B::Cache],
        interventions: &[Intervention],
        capture: Capture,
        attention: &mut Attention,
    ) -> Result<Vec<f32>> {
        let (ops, config, t) = (&self.ops, &self.config, tokens.len());
        let angles = ops.angles(config, start, t)?;
        let mut rows = Vec::with_capacity(config.layers);
        let mut x = ops.embed(&self.weights.embedding, tokens)?; // (t, hidden)
        for (index, (layer, cache)) in self.weights.layers.iter().zip(caches).enumerate() {
            let qkv = ops.norm_qkv(config, layer, &x)?;
            let query = ops.rotate_append(config, qkv, &angles, cache, start)?; // (H, t, d)
            let view = View { layer: index, start, t, rows: capture.attention, interventions };
            let (mixed, seen) = ops.attend(config, &query, cache, &view)?;
            rows.extend(seen);
            x = ops.project_add(&layer.o, &mixed, &x)?;
            let inner = ops.norm_gate_up(config, layer, &x)?;
            x = ops.project_add(&layer.down, &inner, &x)?;
        }
        let (first, count) = capture.attention.of(t);
        for (layer, rows) in rows.iter().enumerate() {
            attention.fill(layer, start + first, count, &ops.read(rows).await?);
        }
        if capture.logits == Rows::None {
            return Ok(Vec::new());
        }
        let logits = ops.norm_head(config, &self.weights.norm, &self.weights.head, &x, capture.logits)?;
        ops.read(&logits).await
    }
}
