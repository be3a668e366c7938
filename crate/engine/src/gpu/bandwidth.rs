//! How fast a GPU reads its own memory: the most that decoding could reach.

use std::sync::Arc;

use super::device::Gpu;
use super::memory::{Buffer, Counters, bind};
use super::pipelines::{Binding, layout, pipeline};
use crate::error::{Error, Result};

/// Bytes read each time: more than any cache holds.
const BYTES: u64 = 128 << 20;
const WORKGROUPS: u32 = 1024;
const ROUNDS: usize = 7;

impl Gpu {
    /// Bytes a second that a shader reads, the best of some rounds. Waits natively; in a browser it can't tell.
    ///
    /// # Errors
    /// [`Error::GpuMemory`] where there is no room for 128 MiB; [`Error::GpuLost`].
    pub fn read_bandwidth(&self, now: impl Fn() -> f64) -> Result<f64> {
        let counters = Arc::new(Counters::default());
        let usage = wgpu::BufferUsages::STORAGE;
        let numbers = Buffer::new(self, &counters, "numbers", BYTES, usage)?;
        let folded = Buffer::new(self, &counters, "folded", 16, usage)?;
        let layouts = [Binding::Read, Binding::Write].map(|kind| layout(&self.device, "bandwidth", &[kind]));
        let [read, write] = &layouts;
        let groups = [bind(self, &counters, read, &[&numbers]), bind(self, &counters, write, &[&folded])];
        let constants = [("COUNT", (BYTES / 16) as f64)];
        let shader =
            pipeline(self, "bandwidth", &[include_str!("bandwidth.wgsl")], [read, write], &constants);
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            let began = now();
            let mut encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            {
                let mut compute = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
                compute.set_pipeline(&shader);
                for (index, group) in (0..).zip(&groups) {
                    compute.set_bind_group(index, group, &[]);
                }
                compute.dispatch_workgroups(WORKGROUPS, 1, 1);
            }
            self.queue.submit([encoder.finish()]);
            self.device.poll(wgpu::PollType::wait_indefinitely()).map_err(|_| Error::GpuLost)?;
            best = best.min(now() - began);
        }
        Ok(BYTES as f64 / best)
    }
}
