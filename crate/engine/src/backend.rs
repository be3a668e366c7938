//! The op set in which the model is written. A backend is a set of kernels for it.

use candle_core::Tensor;
use serde::{Deserialize, Serialize};

use crate::attention::Rows;
use crate::config::Config;
use crate::error::Result;
use crate::host::Host;
use crate::intervention::Intervention;
use crate::session::Capture;
use crate::weights::{Layer, Linear};

/// Where a model computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendKind {
    /// candle on the CPU: the reference, and the fallback everywhere.
    #[default]
    Cpu,
    /// Our own kernels on a GPU: WebGPU in a browser, Vulkan or Metal elsewhere.
    Gpu,
}

/// What one forward pass feeds, and what it is to show.
pub(crate) struct Feed<'a> {
    /// The new tokens, `t` of them.
    pub tokens: &'a [u32],
    /// The position of the first.
    pub start: usize,
    pub capture: Capture,
    pub interventions: &'a [Intervention],
}

impl Feed<'_> {
    /// How many positions there are after it, `T`.
    pub fn total(&self) -> usize {
        self.start + self.tokens.len()
    }
}

/// The six fused steps of a layer and the two ends of a model. Each takes and gives backend tensors; only [`finish`]
/// brings numbers to the host, and only it waits.
///
/// [`finish`]: Ops::finish
pub(crate) trait Ops {
    /// Activations in the backend's memory. Cloning shares them.
    type Tensor: Clone;
    /// Weights to multiply with. Cloning shares them.
    type Matrix: Clone;
    /// A norm's gains or a projection's biases.
    type Vector;
    /// One layer's keys and values so far.
    type Cache;
    /// What all layers of one forward pass share.
    type Pass;

    /// A matrix in the backend's memory: these tensors' rows, one below the other. All are stored alike.
    fn matrix(&self, parts: Vec<Host>) -> Result<Self::Matrix>;

    /// The same of vectors, in f32.
    fn vector(&self, parts: &[Tensor]) -> Result<Self::Vector>;

    /// An empty cache for one layer.
    fn cache(&self, config: &Config, layer: usize) -> Result<Self::Cache>;

    /// Copies of all layers' first `len` positions that grow by themselves.
    fn fork(&self, config: &Config, caches: &[Self::Cache], len: usize) -> Result<Vec<Self::Cache>>;

    /// How many tokens to feed at once, for a text of `total` tokens of which these rows of attention are wanted.
    fn tile(&self, config: &Config, total: usize, rows: Rows) -> usize;

    /// Makes room in the caches for `total` positions, of which `len` are there.
    fn reserve(&self, config: &Config, caches: &mut [Self::Cache], len: usize, total: usize) -> Result<()>;

    /// Begins a forward pass.
    fn begin(&self, config: &Config, feed: &Feed<'_>) -> Result<Self::Pass>;

    /// Rows of the embedding table: `(t, hidden)`.
    fn embed(&self, table: &Self::Matrix, feed: &Feed<'_>) -> Result<Self::Tensor>;

    /// RMSNorm, then the three projections side by side: `(t, (H + 2 * K) * d)`.
    fn norm_qkv(&self, config: &Config, layer: &Layer<Self>, x: &Self::Tensor) -> Result<Self::Tensor>;

    /// Turns queries and keys by their positions, puts them and the values into the cache, and gives the turned queries,
    /// `(H, t, d)`.
    fn rotate_append(
        &self,
        config: &Config,
        pass: &Self::Pass,
        qkv: &Self::Tensor,
        cache: &mut Self::Cache,
        feed: &Feed<'_>,
    ) -> Result<Self::Tensor>;

    /// The turned queries of tokens that were fed before, out of the cache.
    fn recall(&self, cache: &Self::Cache, feed: &Feed<'_>) -> Result<Self::Tensor>;

    /// Causal attention of the queries over the cache: the mixed values, `(t, H * d)`, and the probabilities of the
    /// rows wanted, `(H, rows, T)`, when there are any.
    fn attend(
        &self,
        config: &Config,
        layer: usize,
        query: &Self::Tensor,
        cache: &Self::Cache,
        feed: &Feed<'_>,
    ) -> Result<(Self::Tensor, Option<Self::Tensor>)>;

    /// `x + out(mixed)`.
    fn add_out(
        &self,
        config: &Config,
        layer: &Layer<Self>,
        mixed: &Self::Tensor,
        x: &Self::Tensor,
    ) -> Result<Self::Tensor>;

    /// RMSNorm, then `silu(gate(x)) * up(x)`: `(t, intermediate)`.
    fn norm_gate_up(&self, config: &Config, layer: &Layer<Self>, x: &Self::Tensor) -> Result<Self::Tensor>;

    /// `x + down(inner)`.
    fn add_down(
        &self,
        config: &Config,
        layer: &Layer<Self>,
        inner: &Self::Tensor,
        x: &Self::Tensor,
    ) -> Result<Self::Tensor>;

    /// RMSNorm and the output head for the rows wanted: logits, `(rows, vocab)`.
    fn norm_head(
        &self,
        config: &Config,
        norm: &Self::Vector,
        head: &Linear<Self>,
        x: &Self::Tensor,
        rows: Rows,
    ) -> Result<Self::Tensor>;

    /// What the last row of logits says in short, as [`Outlook::from_words`] takes it.
    ///
    /// [`Outlook::from_words`]: crate::distribution::Outlook::from_words
    fn pick(&self, config: &Config, logits: &Self::Tensor) -> Result<Self::Tensor>;

    /// Ends the pass: the numbers of these tensors, each in row-major order.
    async fn finish(&self, config: &Config, wanted: &[Self::Tensor]) -> Result<Vec<Vec<f32>>>;
}
