//! Buffers whose bytes are counted, and what a GPU was made to do.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::device::Gpu;
use crate::error::{Error, Result};

/// What a model made its GPU do since it was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GpuCounts {
    /// Bytes of the buffers that there are.
    pub bytes: u64,
    /// Buffers and bind groups made.
    pub made: u64,
    /// Shaders started.
    pub dispatches: u64,
    /// Command buffers handed over.
    pub submits: u64,
    /// Bytes read back.
    pub read: u64,
}

impl GpuCounts {
    /// What was done between an earlier count and this one, with the bytes that there are now.
    pub fn since(self, before: Self) -> Self {
        Self {
            bytes: self.bytes,
            made: self.made - before.made,
            dispatches: self.dispatches - before.dispatches,
            submits: self.submits - before.submits,
            read: self.read - before.read,
        }
    }
}

/// The same, being counted.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub bytes: AtomicU64,
    pub made: AtomicU64,
    pub dispatches: AtomicU64,
    pub submits: AtomicU64,
    pub read: AtomicU64,
}

impl Counters {
    pub fn counts(&self) -> GpuCounts {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        GpuCounts {
            bytes: of(&self.bytes),
            made: of(&self.made),
            dispatches: of(&self.dispatches),
            submits: of(&self.submits),
            read: of(&self.read),
        }
    }
}

/// A buffer that frees its memory, and says so, when dropped.
pub(crate) struct Buffer {
    buffer: wgpu::Buffer,
    counters: Arc<Counters>,
}

impl Buffer {
    /// Zeros, `bytes` of them rounded up to a multiple of 16; never none.
    pub fn new(
        gpu: &Gpu,
        counters: &Arc<Counters>,
        label: &str,
        bytes: u64,
        usage: wgpu::BufferUsages,
    ) -> Result<Self> {
        let size = bytes.next_multiple_of(16).max(16);
        let most = gpu.largest_binding();
        if size > most {
            return Err(Error::GpuMemory { what: label.to_owned(), got: size, max: most });
        }
        let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size,
            usage,
            mapped_at_creation: false,
        });
        counters.bytes.fetch_add(size, Ordering::Relaxed);
        counters.made.fetch_add(1, Ordering::Relaxed);
        Ok(Self { buffer, counters: counters.clone() })
    }
}

impl Deref for Buffer {
    type Target = wgpu::Buffer;

    fn deref(&self) -> &wgpu::Buffer {
        &self.buffer
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.counters.bytes.fetch_sub(self.buffer.size(), Ordering::Relaxed);
        // Bind groups may hold on to it; the memory goes all the same, once the GPU has done with it.
        self.buffer.destroy();
    }
}

/// A bind group of whole buffers, in the order of their bindings.
pub(super) fn bind(
    gpu: &Gpu,
    counters: &Counters,
    layout: &wgpu::BindGroupLayout,
    buffers: &[&wgpu::Buffer],
) -> wgpu::BindGroup {
    let entries: Vec<_> = (0..)
        .zip(buffers)
        .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
        .collect();
    counters.made.fetch_add(1, Ordering::Relaxed);
    gpu.device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries })
}
