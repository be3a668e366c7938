//! One layer's queries, keys and values on the GPU, grown by doubling.

use std::sync::Arc;

use super::device::Gpu;
use super::memory::{Buffer, Counters, bind};
use super::pipelines::{Layouts, padded_head};
use crate::config::Config;
use crate::error::Result;

/// How many positions count is the session's to know. In each, `d` is padded.
pub(crate) struct Cache {
    /// Turned, `(capacity, H, d)`: kept so that attention can be computed again.
    queries: Buffer,
    /// Turned, `(capacity, K, d)`.
    keys: Buffer,
    /// `(capacity, K, d)`.
    values: Buffer,
    /// In positions.
    capacity: usize,
    /// For `rotate`, which writes, and for `attend`, which reads.
    pub append: wgpu::BindGroup,
    pub read: wgpu::BindGroup,
}

const FIRST_CAPACITY: usize = 256;

/// Bytes of one position's heads.
fn stride(config: &Config, heads: usize) -> u64 {
    (heads * padded_head(config) * 4) as u64
}

impl Cache {
    /// With room for `capacity` positions; `layer` holds the layer's number.
    pub fn new(
        gpu: &Gpu,
        counters: &Arc<Counters>,
        layouts: &Layouts,
        config: &Config,
        layer: &wgpu::Buffer,
        capacity: usize,
    ) -> Result<Self> {
        let capacity = capacity.next_power_of_two().max(FIRST_CAPACITY);
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let buffer =
            |label, heads| Buffer::new(gpu, counters, label, capacity as u64 * stride(config, heads), usage);
        let queries = buffer("queries", config.heads)?;
        let (keys, values) = (buffer("keys", config.kv_heads)?, buffer("values", config.kv_heads)?);
        let append = bind(gpu, counters, &layouts.append, &[&queries, &keys, &values]);
        let read = bind(gpu, counters, &layouts.cache, &[&queries, &keys, &values, layer]);
        Ok(Self { queries, keys, values, capacity, append, read })
    }

    /// How many positions there is room for.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Puts the other's first `len` positions into this one.
    pub fn copy(&self, encoder: &mut wgpu::CommandEncoder, other: &Self, config: &Config, len: usize) {
        if len == 0 {
            return;
        }
        let (queries, keys) =
            (len as u64 * stride(config, config.heads), len as u64 * stride(config, config.kv_heads));
        encoder.copy_buffer_to_buffer(&other.queries, 0, &self.queries, 0, queries);
        encoder.copy_buffer_to_buffer(&other.keys, 0, &self.keys, 0, keys);
        encoder.copy_buffer_to_buffer(&other.values, 0, &self.values, 0, keys);
    }
}
