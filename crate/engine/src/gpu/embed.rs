//! Rows of the embedding table: `(t)` ids to the residual stream, `(t, hidden)`. The shader is in embed.wgsl.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::memory::bind;
use super::pass::Call;
use super::pipelines::{padded, pipeline};
use super::weights::{Format, Matrix};
use super::{Kernels, Tensor};
use crate::config::Config;

/// Threads of a workgroup, as embed.wgsl has it.
const THREADS: u32 = 64;

/// The op for models of one width.
pub(super) struct Embed {
    /// Of the residual stream, in vec4.
    width: u32,
    /// One for each format of tables, made when it is first used.
    pipelines: Mutex<HashMap<Format, wgpu::ComputePipeline>>,
}

impl Embed {
    pub fn new(config: &Config) -> Self {
        Self { width: (padded(config.hidden) / 4) as u32, pipelines: Mutex::default() }
    }

    fn pipeline(&self, kernels: &Kernels, format: Format) -> wgpu::ComputePipeline {
        let make = || {
            let shader = [
                include_str!("step.wgsl"),
                include_str!("block.wgsl"),
                format.shader(),
                include_str!("embed.wgsl"),
            ];
            let layouts = [&kernels.layouts.embed, &kernels.layouts.table];
            pipeline(&kernels.gpu, "embed", &shader, layouts, &[("WIDTH", f64::from(self.width))])
        };
        let mut made = self.pipelines.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(format).or_insert_with(make).clone()
    }

    /// Records the op for these tokens, at most a tile of them.
    pub fn record(&self, kernels: &Kernels, table: &Matrix, tokens: &[u32]) -> Tensor {
        let own = table.as_table.get_or_init(|| {
            let buffers = [&*table.numbers, &**table.scales.as_ref().unwrap_or(&kernels.unused)];
            bind(&kernels.gpu, &kernels.counters, &kernels.layouts.table, &buffers)
        });
        let pipeline = self.pipeline(kernels, table.format);
        let bytes: Vec<u8> = tokens.iter().flat_map(|token| token.to_le_bytes()).collect();
        let mut pass = kernels.pass();
        kernels.gpu.queue.write_buffer(&pass.scratch.tokens, 0, &bytes);
        let groups = [pass.scratch.embed.clone(), own.clone()];
        let size = [self.width.div_ceil(THREADS), tokens.len() as u32, 1];
        pass.calls.push(Call { pipeline, groups, size });
        Tensor::Activation
    }
}
