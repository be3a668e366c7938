//! A forward pass: recorded call by call, handed over as one command buffer, its numbers read back through buffers that are used again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_channel::oneshot;

use super::Tensor;
use super::device::Gpu;
use super::memory::{Buffer, Counters};
use super::pick::PICKED;
use super::pipelines::padded;
use super::scratch::{Scratch, Step};
use crate::config::Config;
use crate::error::{Error, Result};

/// How many staging buffers wait to be used again, at most.
const STAGING: usize = 4;

/// Bytes of a staging buffer, at least.
const STAGED: u64 = 1 << 14;

/// The forward pass being recorded, and what all passes write to.
pub(super) struct Pass {
    pub scratch: Scratch,
    pub step: Step,
    pub calls: Vec<Call>,
    pub cuts: Vec<u32>,
    /// Buffers that results were read through, to be used again.
    staging: Vec<Buffer>,
}

/// A shader to be started.
pub(super) struct Call {
    pub pipeline: wgpu::ComputePipeline,
    pub groups: [wgpu::BindGroup; 2],
    pub size: [u32; 3],
}

/// A pass that was handed over, and where its numbers will be.
pub(super) struct Sent {
    staging: Buffer,
    /// Bytes of each tensor wanted, one after the other.
    parts: Vec<u64>,
}

impl Pass {
    pub fn new(scratch: Scratch) -> Self {
        Self { scratch, step: Step::default(), calls: Vec::new(), cuts: Vec::new(), staging: Vec::new() }
    }

    /// Hands the recorded pass over. Nothing comes back where nothing is wanted.
    pub fn hand_over(
        &mut self,
        gpu: &Gpu,
        counters: &Arc<Counters>,
        config: &Config,
        wanted: &[Tensor],
    ) -> Result<Option<Sent>> {
        let Self { scratch, step, calls, cuts, staging } = self;
        gpu.queue.write_buffer(&scratch.step, 0, &step.bytes());
        if step.cut {
            let bytes: Vec<u8> = cuts.iter().flat_map(|word| word.to_le_bytes()).collect();
            gpu.queue.write_buffer(&scratch.rows.cuts, 0, &bytes);
        }
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut compute = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            for call in calls.iter() {
                compute.set_pipeline(&call.pipeline);
                for (index, group) in (0..).zip(&call.groups) {
                    compute.set_bind_group(index, group, &[]);
                }
                let [x, y, z] = call.size;
                compute.dispatch_workgroups(x, y, z);
            }
        }
        counters.dispatches.fetch_add(calls.len() as u64, Ordering::Relaxed);
        calls.clear();

        let row = config.heads as u64 * step.seen.1 as u64 * step.total() as u64 * 4;
        let (stride, vocab) = (padded(config.vocab) as u64 * 4, config.vocab as u64 * 4);
        let mut copies = Vec::new(); // (from, offset, bytes)
        let mut parts = Vec::new();
        for one in wanted {
            match one {
                Tensor::Seen(layer) => {
                    copies.push((&scratch.rows.seen, *layer as u64 * row, row));
                    parts.push(row);
                }
                Tensor::Logits => {
                    let rows = step.logits.1 as u64;
                    copies.extend((0..rows).map(|index| (&scratch.logits, index * stride, vocab)));
                    parts.push(rows * vocab);
                }
                Tensor::Picked => {
                    copies.push((&scratch.picked, 0, PICKED * 4));
                    parts.push(PICKED * 4);
                }
                Tensor::Activation => {}
            }
        }
        let bytes: u64 = parts.iter().sum();
        if bytes == 0 {
            submit(gpu, counters, encoder)?;
            return Ok(None);
        }
        let staging = waiting(gpu, counters, staging, bytes)?;
        let mut to = 0;
        for (from, offset, bytes) in copies {
            encoder.copy_buffer_to_buffer(from, offset, &staging, to, bytes);
            to += bytes;
        }
        submit(gpu, counters, encoder)?;
        Ok(Some(Sent { staging, parts }))
    }

    /// Keeps a staging buffer for another pass.
    pub fn keep(&mut self, staging: Buffer) {
        if self.staging.len() < STAGING {
            self.staging.push(staging);
        }
    }
}

impl Sent {
    /// The numbers of each tensor, once they are there, and the buffer that they came through.
    pub async fn read(self, gpu: &Gpu, counters: &Counters) -> Result<(Vec<Vec<f32>>, Buffer)> {
        let Self { staging, parts } = self;
        let bytes: u64 = parts.iter().sum();
        let (sender, receiver) = oneshot::channel();
        staging.slice(..bytes).map_async(wgpu::MapMode::Read, move |result| drop(sender.send(result)));
        // Natively somebody has to wait; in a browser this does nothing.
        let polled = gpu.device.poll(wgpu::PollType::wait_indefinitely());
        let lost = || Error::GpuLost;
        polled.map_err(|_| lost())?;
        receiver.await.map_err(|_| lost())?.map_err(|_| lost())?;
        let view = staging.slice(..bytes).get_mapped_range().map_err(|_| lost())?;
        let mut numbers = view.chunks_exact(4).map(|bytes| bytes.try_into().map_or(0.0, f32::from_le_bytes));
        let read = parts.iter().map(|&part| numbers.by_ref().take(part as usize / 4).collect()).collect();
        drop(numbers);
        drop(view);
        staging.unmap();
        counters.read.fetch_add(bytes, Ordering::Relaxed);
        Ok((read, staging))
    }
}

/// Hands commands over.
pub(super) fn submit(gpu: &Gpu, counters: &Counters, encoder: wgpu::CommandEncoder) -> Result<()> {
    if gpu.is_lost() {
        return Err(Error::GpuLost);
    }
    gpu.queue.submit([encoder.finish()]);
    counters.submits.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// A staging buffer of at least this many bytes: one of those that wait where one is large enough.
fn waiting(gpu: &Gpu, counters: &Arc<Counters>, waiting: &mut Vec<Buffer>, bytes: u64) -> Result<Buffer> {
    if let Some(index) = waiting.iter().position(|buffer| buffer.size() >= bytes) {
        return Ok(waiting.swap_remove(index));
    }
    waiting.clear();
    let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
    Buffer::new(gpu, counters, "staging", bytes.next_power_of_two().max(STAGED), usage)
}
