//! The op set in which the model is written. A backend is a set of kernels for it.

use crate::attention::Rows;
use crate::config::Config;
use crate::error::Result;
use crate::intervention::Intervention;
use crate::weights::{Layer, Linear};

/// Where a model computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BackendKind {
    /// candle on the CPU: the reference, and the fallback everywhere.
    #[default]
    Cpu,
}

/// The six fused steps of a layer and the two ends of a model. Each takes and gives backend tensors; only [`read`]
/// brings numbers to the host, and only it waits.
///
/// [`read`]: Ops::read
pub(crate) trait Ops {
    /// An array of f32 in the backend's memory. Cloning shares it.
    type Tensor: Clone;
    /// One layer's keys and values so far.
    type Cache;
    /// The new tokens' rotary angles, the same for every layer.
    type Angles;

    /// An empty cache for one layer.
    fn cache(&self, config: &Config) -> Result<Self::Cache>;

    /// A copy of a cache's first `len` positions that grows by itself.
    fn fork(&self, cache: &Self::Cache, len: usize) -> Result<Self::Cache>;

    /// Angles of `t` positions from `start`.
    fn angles(&self, config: &Config, start: usize, t: usize) -> Result<Self::Angles>;

    /// Rows of the embedding table: `(t, hidden)`.
    fn embed(&self, table: &Self::Tensor, tokens: &[u32]) -> Result<Self::Tensor>;

    /// RMSNorm, then the three projections: `(t, H * d)`, `(t, K * d)`, `(t, K * d)`.
    fn norm_qkv(
        &self,
        config: &Config,
        layer: &Layer<Self::Tensor>,
        x: &Self::Tensor,
    ) -> Result<[Self::Tensor; 3]>;

    /// Turns queries and keys by their positions, puts keys and values into the cache from `start` on, and gives the
    /// turned queries, `(H, t, d)`.
    fn rotate_append(
        &self,
        config: &Config,
        qkv: [Self::Tensor; 3],
        angles: &Self::Angles,
        cache: &mut Self::Cache,
        start: usize,
    ) -> Result<Self::Tensor>;

    /// Causal attention of the queries over the cache: the mixed values, `(t, H * d)`, and the probabilities of the
    /// chosen rows, `(H, rows, start + t)`, when there are any.
    fn attend(
        &self,
        config: &Config,
        query: &Self::Tensor,
        cache: &Self::Cache,
        view: &View<'_>,
    ) -> Result<(Self::Tensor, Option<Self::Tensor>)>;

    /// `residual + linear(x)`.
    fn project_add(
        &self,
        linear: &Linear<Self::Tensor>,
        x: &Self::Tensor,
        residual: &Self::Tensor,
    ) -> Result<Self::Tensor>;

    /// RMSNorm, then `silu(gate(x)) * up(x)`: `(t, intermediate)`.
    fn norm_gate_up(
        &self,
        config: &Config,
        layer: &Layer<Self::Tensor>,
        x: &Self::Tensor,
    ) -> Result<Self::Tensor>;

    /// RMSNorm and the output head for the chosen rows: logits, `(rows, vocab)`.
    fn norm_head(
        &self,
        config: &Config,
        norm: &Self::Tensor,
        head: &Linear<Self::Tensor>,
        x: &Self::Tensor,
        rows: Rows,
    ) -> Result<Self::Tensor>;

    /// The numbers of a tensor, in row-major order.
    async fn read(&self, tensor: &Self::Tensor) -> Result<Vec<f32>>;
}

/// What one layer's attention may look at, and which of it is wanted back.
pub(crate) struct View<'a> {
    pub layer: usize,
    /// Position of the first new token.
    pub start: usize,
    /// How many new tokens.
    pub t: usize,
    /// Which rows to give back.
    pub rows: Rows,
    pub interventions: &'a [Intervention],
}
