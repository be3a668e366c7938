//! The likeliest tokens of the last row of logits: `(vocab)` to [`PICKED`] numbers. Two shaders: pick.wgsl takes shares of the
//! vocabulary, merge.wgsl puts what they found together; likeliest.wgsl is what they have in common.

use super::device::Gpu;
use super::pass::Call;
use super::pipelines::{Layouts, padded, pipeline};
use super::{Kernels, Tensor};
use crate::config::Config;
use crate::distribution::Outlook;

/// Tokens of the vocabulary that a workgroup of `pick` looks at.
const SHARE: usize = 1024;

/// Numbers in what `pick` and `merge` write: ids, their logits, three sums.
pub(super) const PICKED: u64 = 2 * Outlook::TOP as u64 + 3;

/// Workgroups of `pick`.
pub(super) fn pick_parts(config: &Config) -> usize {
    config.vocab.div_ceil(SHARE)
}

/// The op for models of one vocabulary.
pub(super) struct Pick {
    pick: wgpu::ComputePipeline,
    merge: wgpu::ComputePipeline,
}

impl Pick {
    pub fn new(gpu: &Gpu, layouts: &Layouts, config: &Config) -> Self {
        let constants = [
            ("VOCAB", config.vocab as f64),
            ("STRIDE", padded(config.vocab) as f64),
            ("PARTS", pick_parts(config) as f64),
        ];
        let make = |label, shader| {
            let shader = [include_str!("step.wgsl"), include_str!("likeliest.wgsl"), shader];
            pipeline(gpu, label, &shader, [&layouts.pick, &layouts.merge], &constants)
        };
        Self {
            pick: make("pick", include_str!("pick.wgsl")),
            merge: make("merge", include_str!("merge.wgsl")),
        }
    }

    /// Records both shaders.
    pub fn record(&self, kernels: &Kernels, config: &Config) -> Tensor {
        let mut pass = kernels.pass();
        let parts = pick_parts(config) as u32;
        for (pipeline, workgroups) in [(&self.pick, parts), (&self.merge, 1)] {
            let groups = [pass.scratch.pick.clone(), pass.scratch.merge.clone()];
            pass.calls.push(Call { pipeline: pipeline.clone(), groups, size: [workgroups, 1, 1] });
        }
        Tensor::Picked
    }
}
