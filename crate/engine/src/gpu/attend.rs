//! Causal attention over the cache, with the edges that are cut: queries `(t, H, d)` to mixed values `(t, H·d)`, and rows of
//! probabilities `(H, rows, T)` where some are wanted. The shader is in attend.wgsl.

use super::cache::Cache;
use super::device::Gpu;
use super::pass::{Call, Pass};
use super::pipelines::{Layouts, padded, padded_head, pipeline};
use super::{Kernels, Tensor};
use crate::attention::Rows;
use crate::backend::Feed;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::intervention;

/// The most values in a head, as attend.wgsl holds one query in shared memory.
const MAX_HEAD: usize = 256;

/// The op for models of one shape.
pub(super) struct Attend {
    pipeline: wgpu::ComputePipeline,
}

impl Attend {
    /// # Errors
    /// [`Error::Config`] where a head is too wide.
    pub fn new(gpu: &Gpu, layouts: &Layouts, config: &Config) -> Result<Self> {
        let d = config.head_dim;
        if d > MAX_HEAD {
            let expected = format!("at most {MAX_HEAD} on a GPU");
            return Err(Error::Config { field: "head_dim", expected, got: d.to_string() });
        }
        let constants = [
            ("HEADS", config.heads as f64),
            ("KV_HEADS", config.kv_heads as f64),
            ("HEAD", padded_head(config) as f64 / 4.0),
            ("SIZE", d as f64),
            ("STRIDE", padded(config.heads * d) as f64),
            ("SCALE", 1.0 / (d as f64).sqrt()),
        ];
        let shader = [include_str!("step.wgsl"), include_str!("attend.wgsl")];
        let pipeline = pipeline(gpu, "attend", &shader, [&layouts.attend, &layouts.cache], &constants);
        Ok(Self { pipeline })
    }

    /// Records the op for one layer.
    ///
    /// # Errors
    /// [`Error::EmptyRow`] where a cut leaves a query nothing to look at.
    pub fn record(
        &self,
        kernels: &Kernels,
        config: &Config,
        layer: usize,
        cache: &Cache,
        feed: &Feed<'_>,
    ) -> Result<(Tensor, Option<Tensor>)> {
        let mut pass = kernels.pass();
        if pass.step.cut {
            mark_cuts(&mut pass, config, layer, feed)?;
        }
        let groups = [pass.scratch.rows.attend.clone(), cache.read.clone()];
        let size = [config.heads as u32, feed.tokens.len() as u32, 1];
        pass.calls.push(Call { pipeline: self.pipeline.clone(), groups, size });
        let wanted = feed.capture.attention != Rows::None;
        Ok((Tensor::Activation, wanted.then_some(Tensor::Seen(layer))))
    }
}

/// Sets a layer's bits, `(H, t, T / 32)` words.
fn mark_cuts(pass: &mut Pass, config: &Config, layer: usize, feed: &Feed<'_>) -> Result<()> {
    let words = feed.total().div_ceil(32);
    let rows = pass.cuts.chunks_exact_mut(words).skip(layer * config.heads * feed.tokens.len());
    let queries = (0..config.heads).flat_map(|head| (feed.start..feed.total()).map(move |at| (head, at)));
    for (row, (head, query)) in rows.zip(queries) {
        for key in intervention::cut_keys(feed.interventions, layer, head, query)? {
            if let Some(word) = row.get_mut(key / 32) {
                *word |= 1 << (key % 32);
            }
        }
    }
    Ok(())
}
