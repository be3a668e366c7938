//! The GPU backend: our own WGSL through `wgpu`, so WebGPU in the browser, Vulkan or Metal natively. All activations in f32.
//!
//! A forward pass is recorded while the model asks for one step after another, and handed over as one command buffer with one
//! compute pass when it asks for numbers. Activations live in buffers made once (`scratch.rs`), so a tensor here is
//! only the name of one; the passes of several sessions don't mix, since recording never waits.
//!
//! Each op has a file beside its shader: embed, linear, rotate, attend, pick.

mod attend;
mod bandwidth;
mod cache;
mod device;
mod embed;
mod linear;
mod memory;
mod pass;
mod pick;
mod pipelines;
mod rotate;
mod scratch;
mod weights;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::attention::Rows;
use crate::backend::{Feed, Ops};
use crate::config::Config;
use crate::error::Result;
use crate::host::Host;
use crate::intervention;
use crate::rope;
use crate::session::Capture;
use crate::weights::{Layer, Linear as Weights};
use attend::Attend;
use cache::Cache;
use candle_core::Tensor as Plain;
pub use device::Gpu;
use embed::Embed;
use linear::{Linear, Products};
pub use memory::GpuCounts;
use memory::{Buffer, Counters};
use pass::{Pass, submit};
use pick::Pick;
use pipelines::{Layouts, TILE};
use rotate::Rotate;
use scratch::{RowSizes, Scratch, Step};
use weights::{Format, Matrix, bytes_of};

/// Kernels on a GPU, for models of one shape.
pub(crate) struct Kernels {
    gpu: Gpu,
    counters: Arc<Counters>,
    layouts: Layouts,
    // The ops.
    embed: Embed,
    products: Products,
    rotate: Rotate,
    attend: Attend,
    pick: Pick,
    /// Each layer's number, for `attend`.
    layers: Vec<Buffer>,
    /// Stands where a shader has a binding that it doesn't use.
    unused: Buffer,
    pass: Mutex<Pass>,
}

/// A name for numbers in the GPU's memory.
#[derive(Clone, Copy)]
pub(crate) enum Tensor {
    /// The residual stream, or what a step made of it: there is one of each.
    Activation,
    Logits,
    /// The same in short.
    Picked,
    /// One layer's attention rows.
    Seen(usize),
}

impl Kernels {
    pub fn new(gpu: Gpu, config: &Config) -> Result<Self> {
        let counters = Arc::new(Counters::default());
        let layouts = Layouts::new(&gpu.device);
        let attend = Attend::new(&gpu, &layouts, config)?;
        let numbered = |layer: usize| {
            let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
            let buffer = Buffer::new(&gpu, &counters, "layer", 4, usage)?;
            gpu.queue.write_buffer(&buffer, 0, &(layer as u32).to_le_bytes());
            Ok(buffer)
        };
        let layers = (0..config.layers).map(numbered).collect::<Result<_>>()?;
        let unused = Buffer::new(&gpu, &counters, "unused", 16, wgpu::BufferUsages::STORAGE)?;
        let scratch = Scratch::new(&gpu, &counters, &layouts, config)?;
        Ok(Self {
            embed: Embed::new(config),
            products: Products::new(&gpu),
            rotate: Rotate::new(&gpu, &layouts, config),
            attend,
            pick: Pick::new(&gpu, &layouts, config),
            gpu,
            counters,
            layouts,
            layers,
            unused,
            pass: Mutex::new(Pass::new(scratch)),
        })
    }

    /// What the GPU was made to do so far.
    pub fn counts(&self) -> GpuCounts {
        self.counters.counts()
    }

    /// What it computes on.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    fn pass(&self) -> MutexGuard<'_, Pass> {
        self.pass.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a use of a matrix for all new tokens.
    fn linear(&self, config: &Config, op: Linear, weights: &Weights<Self>, gain: Option<&Buffer>) -> Tensor {
        let count = self.pass().step.count;
        self.products.record(self, config, op, weights, gain, count)
    }

    /// A buffer of weights, yet empty.
    fn weights(&self, bytes: usize) -> Result<Buffer> {
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        Buffer::new(&self.gpu, &self.counters, "weights", bytes as u64, usage)
    }
}

impl Ops for Kernels {
    type Tensor = Tensor;
    type Matrix = Arc<Matrix>;
    type Vector = Buffer;
    type Cache = Cache;
    type Pass = ();

    fn matrix(&self, parts: Vec<Host>) -> Result<Arc<Matrix>> {
        let Some(first) = parts.first() else {
            return Err(candle_core::Error::Msg("expected weights, got none".into()).into());
        };
        let format = Format::of(first);
        let sizes = parts.iter().map(|part| format.sizes(part)).fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
        let numbers = self.weights(sizes[0])?;
        let scales = if sizes[1] > 0 { Some(self.weights(sizes[1])?) } else { None };
        let mut to = [0, 0];
        for piece in format.pack(&parts) {
            let [packed, of_blocks] = piece?;
            self.gpu.queue.write_buffer(&numbers, to[0], &packed);
            if let Some(scales) = &scales {
                self.gpu.queue.write_buffer(scales, to[1], &of_blocks);
            }
            to = [to[0] + packed.len() as u64, to[1] + of_blocks.len() as u64];
        }
        let (as_linear, as_table) = Default::default();
        // What was written waits in host memory until something is handed over.
        self.gpu.queue.submit([]);
        Ok(Arc::new(Matrix { numbers, scales, format, as_linear, as_table }))
    }

    fn vector(&self, parts: &[Plain]) -> Result<Buffer> {
        let bytes = bytes_of(&Plain::cat(parts, 0)?)?;
        let buffer = self.weights(bytes.len())?;
        self.gpu.queue.write_buffer(&buffer, 0, &bytes);
        Ok(buffer)
    }

    fn tile(&self, config: &Config, total: usize, rows: Rows) -> usize {
        let most = self.gpu.largest_binding() / 2;
        let layers = if rows == Rows::All { config.layers } else { 1 };
        let token = (layers * config.heads * total * 4) as u64;
        usize::try_from(most / token.max(1)).unwrap_or(usize::MAX).clamp(1, TILE as usize)
    }

    fn cache(&self, config: &Config, layer: usize) -> Result<Cache> {
        self.cache_for(config, layer, 0)
    }

    fn fork(&self, config: &Config, caches: &[Cache], len: usize) -> Result<Vec<Cache>> {
        self.copied(config, caches, len, len)
    }

    fn reserve(&self, config: &Config, caches: &mut [Cache], len: usize, total: usize) -> Result<()> {
        if caches.first().is_some_and(|cache| cache.capacity() < total) {
            let grown = self.copied(config, caches, len, total)?;
            for (cache, grown) in caches.iter_mut().zip(grown) {
                *cache = grown;
            }
        }
        Ok(())
    }

    fn begin(&self, config: &Config, feed: &Feed<'_>) -> Result<()> {
        let (start, count, total) = (feed.start, feed.tokens.len(), feed.total());
        let mut pass = self.pass();
        let cut =
            (0..config.layers).any(|layer| intervention::touches(feed.interventions, layer, start..total));
        pass.step = Step {
            start,
            count,
            logits: of_logits(feed.capture).of(count),
            seen: feed.capture.attention.of(count),
            cut,
        };
        let need = RowSizes::of(config, &pass.step, cut);
        pass.scratch.reserve(&self.gpu, &self.counters, &self.layouts, need)?;
        pass.calls.clear();
        pass.cuts.clear();
        if cut {
            pass.cuts.resize((need.cuts / 4) as usize, 0);
        }
        let (cos, sin) = rope::tables(config, start, count);
        let angles: Vec<u8> = cos
            .iter()
            .zip(&sin)
            .flat_map(|(cos, sin)| [cos.to_le_bytes(), sin.to_le_bytes()])
            .flatten()
            .collect();
        self.gpu.queue.write_buffer(&pass.scratch.angles, 0, &angles);
        Ok(())
    }

    fn embed(&self, table: &Arc<Matrix>, feed: &Feed<'_>) -> Result<Tensor> {
        Ok(self.embed.record(self, table, feed.tokens))
    }

    fn norm_qkv(&self, config: &Config, layer: &Layer<Self>, _: &Tensor) -> Result<Tensor> {
        Ok(self.linear(config, Linear::Qkv, &layer.qkv, Some(&layer.input_norm)))
    }

    fn rotate_append(
        &self,
        config: &Config,
        (): &(),
        _: &Tensor,
        cache: &mut Cache,
        _: &Feed<'_>,
    ) -> Result<Tensor> {
        Ok(self.rotate.record(self, config, cache))
    }

    fn recall(&self, _: &Cache, _: &Feed<'_>) -> Result<Tensor> {
        // `attend` reads the cache's queries, old or new.
        Ok(Tensor::Activation)
    }

    fn attend(
        &self,
        config: &Config,
        layer: usize,
        _: &Tensor,
        cache: &Cache,
        feed: &Feed<'_>,
    ) -> Result<(Tensor, Option<Tensor>)> {
        self.attend.record(self, config, layer, cache, feed)
    }

    fn add_out(&self, config: &Config, layer: &Layer<Self>, _: &Tensor, _: &Tensor) -> Result<Tensor> {
        Ok(self.linear(config, Linear::Out, &layer.o, None))
    }

    fn norm_gate_up(&self, config: &Config, layer: &Layer<Self>, _: &Tensor) -> Result<Tensor> {
        Ok(self.linear(config, Linear::GateUp, &layer.gate_up, Some(&layer.mlp_norm)))
    }

    fn add_down(&self, config: &Config, layer: &Layer<Self>, _: &Tensor, _: &Tensor) -> Result<Tensor> {
        Ok(self.linear(config, Linear::Down, &layer.down, None))
    }

    fn norm_head(
        &self,
        config: &Config,
        norm: &Buffer,
        head: &Weights<Self>,
        _: &Tensor,
        _: Rows,
    ) -> Result<Tensor> {
        let (_, rows) = self.pass().step.logits;
        Ok(self.products.record(self, config, Linear::Head, head, Some(norm), rows))
    }

    fn pick(&self, config: &Config, _: &Tensor) -> Result<Tensor> {
        Ok(self.pick.record(self, config))
    }

    async fn finish(&self, config: &Config, wanted: &[Tensor]) -> Result<Vec<Vec<f32>>> {
        let Some(sent) = self.pass().hand_over(&self.gpu, &self.counters, config, wanted)? else {
            return Ok(Vec::new());
        };
        let (numbers, staging) = sent.read(&self.gpu, &self.counters).await?;
        self.pass().keep(staging);
        Ok(numbers)
    }
}

/// Which rows of logits are computed: the last one for the outlook too.
fn of_logits(capture: Capture) -> Rows {
    if capture.outlook && capture.logits == Rows::None { Rows::Last } else { capture.logits }
}

impl Kernels {
    fn cache_for(&self, config: &Config, layer: usize, capacity: usize) -> Result<Cache> {
        let number = self.layers.get(layer).unwrap_or(&self.unused);
        Cache::new(&self.gpu, &self.counters, &self.layouts, config, number, capacity)
    }

    /// Caches with room for `capacity` positions, and in them the first `len`.
    fn copied(&self, config: &Config, caches: &[Cache], len: usize, capacity: usize) -> Result<Vec<Cache>> {
        let mut encoder = self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut copies = Vec::with_capacity(caches.len());
        for (layer, cache) in caches.iter().enumerate() {
            let copy = self.cache_for(config, layer, capacity)?;
            copy.copy(&mut encoder, cache, config, len);
            copies.push(copy);
        }
        submit(&self.gpu, &self.counters, encoder)?;
        Ok(copies)
    }
}
