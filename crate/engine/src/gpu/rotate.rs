//! Queries and keys turned by their positions and put into the cache with the values: `(t, (H + 2K)·d)` to `(T, H, d)` and twice
//! `(T, K, d)`. The shader is in rotate.wgsl.

use super::cache::Cache;
use super::device::Gpu;
use super::linear::Linear;
use super::pass::Call;
use super::pipelines::{Layouts, padded, padded_head, pipeline};
use super::{Kernels, Tensor};
use crate::config::Config;

/// Threads of a workgroup, as rotate.wgsl has it.
const THREADS: u32 = 64;

/// The op for models of one shape.
pub(super) struct Rotate {
    pipeline: wgpu::ComputePipeline,
}

impl Rotate {
    pub fn new(gpu: &Gpu, layouts: &Layouts, config: &Config) -> Self {
        let constants = [
            ("HEADS", config.heads as f64),
            ("KV_HEADS", config.kv_heads as f64),
            ("HALF", (config.head_dim / 2) as f64),
            ("STRIDE", padded(Linear::Qkv.shape(config).1) as f64),
            ("HEAD", padded_head(config) as f64),
        ];
        let shader = [include_str!("step.wgsl"), include_str!("rotate.wgsl")];
        Self { pipeline: pipeline(gpu, "rotate", &shader, [&layouts.rotate, &layouts.append], &constants) }
    }

    /// Records the op for the pass's tokens.
    pub fn record(&self, kernels: &Kernels, config: &Config, cache: &Cache) -> Tensor {
        let pairs = (config.heads + 2 * config.kv_heads) * config.head_dim / 2;
        let mut pass = kernels.pass();
        let size = [(pairs as u32).div_ceil(THREADS), pass.step.count as u32, 1];
        let groups = [pass.scratch.rotate.clone(), cache.append.clone()];
        pass.calls.push(Call { pipeline: self.pipeline.clone(), groups, size });
        Tensor::Activation
    }
}
