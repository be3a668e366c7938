//! One layer's keys and values on the GPU, grown by doubling.

use std::sync::Arc;

use super::device::Gpu;
use super::memory::{Buffer, Counters, bind};
use super::pipelines::{Layouts, padded};
use crate::config::Config;
use crate::error::Result;

/// Turned keys and values, each `(capacity, K, d)` with `d` padded; how many positions count is the session's to know.
pub(crate) struct Cache {
    keys: Buffer,
    values: Buffer,
    /// In positions.
    capacity: usize,
    /// For `rotate`, which writes, and for `attend`, which reads.
    pub append: wgpu::BindGroup,
    pub read: wgpu::BindGroup,
}

const FIRST_CAPACITY: usize = 256;

/// Bytes of one position's keys.
fn stride(config: &Config) -> u64 {
    (config.kv_heads * padded(config.head_dim) * 4) as u64
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
        let bytes = capacity as u64 * stride(config);
        let buffer = |label| Buffer::new(gpu, counters, label, bytes, usage);
        let (keys, values) = (buffer("keys")?, buffer("values")?);
        let append = bind(gpu, counters, &layouts.append, &[&keys, &values]);
        let read = bind(gpu, counters, &layouts.cache, &[&keys, &values, layer]);
        Ok(Self { keys, values, capacity, append, read })
    }

    /// How many positions there is room for.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Puts the other's first `len` positions into this one.
    pub fn copy(&self, encoder: &mut wgpu::CommandEncoder, other: &Self, config: &Config, len: usize) {
        let bytes = len as u64 * stride(config);
        if bytes > 0 {
            encoder.copy_buffer_to_buffer(&other.keys, 0, &self.keys, 0, bytes);
            encoder.copy_buffer_to_buffer(&other.values, 0, &self.values, 0, bytes);
        }
    }
}
