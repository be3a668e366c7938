//! The buffers between a model's kernels: made once for a whole tile, and shared by all its layers and sessions.

use std::sync::Arc;

use super::device::Gpu;
use super::linear::Linear;
use super::memory::{Buffer, Counters, bind};
use super::pick::{PICKED, pick_parts};
use super::pipelines::{Layouts, TILE, padded};
use crate::config::Config;
use crate::error::Result;

/// What changes from one forward pass to the next: `Step` in step.wgsl.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    pub start: usize,
    pub count: usize,
    /// First row and number of rows of the logits wanted.
    pub logits: (usize, usize),
    /// The same of attention.
    pub seen: (usize, usize),
    pub cut: bool,
}

impl Step {
    pub fn total(&self) -> usize {
        self.start + self.count
    }

    pub fn bytes(&self) -> Vec<u8> {
        let ((first, logits), (seen, rows)) = (self.logits, self.seen);
        let words = [self.start, self.count, first, logits, seen, rows, usize::from(self.cut), 0];
        words.iter().flat_map(|&word| (word as u32).to_le_bytes()).collect()
    }
}

/// Buffers, and the bind groups of those that all layers share.
pub(super) struct Scratch {
    pub step: Buffer,
    pub tokens: Buffer,
    pub angles: Buffer,
    pub logits: Buffer,
    pub picked: Buffer,
    mixed: Buffer,
    pub rows: Rows,
    pub embed: wgpu::BindGroup,
    pub rotate: wgpu::BindGroup,
    pub qkv: wgpu::BindGroup,
    pub out: wgpu::BindGroup,
    pub gate_up: wgpu::BindGroup,
    pub down: wgpu::BindGroup,
    pub head: wgpu::BindGroup,
    pub pick: wgpu::BindGroup,
    pub merge: wgpu::BindGroup,
    _inner: [Buffer; 4],
}

/// The buffers whose size goes with the text's length, and their bind group.
pub(super) struct Rows {
    scores: Buffer,
    pub seen: Buffer,
    pub cuts: Buffer,
    pub attend: wgpu::BindGroup,
}

/// Bytes of those three buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowSizes {
    pub scores: u64,
    pub seen: u64,
    pub cuts: u64,
}

impl RowSizes {
    pub fn of(config: &Config, step: &Step, cut: bool) -> Self {
        let (heads, layers) = (config.heads as u64, config.layers as u64);
        let (count, total) = (step.count as u64, step.total() as u64);
        let words = if cut { layers * heads * count * total.div_ceil(32) } else { 0 };
        Self {
            scores: heads * count * total * 4,
            seen: layers * heads * step.seen.1 as u64 * total * 4,
            cuts: words * 4,
        }
    }
}

impl Rows {
    fn new(
        gpu: &Gpu,
        counters: &Arc<Counters>,
        layouts: &Layouts,
        shared: [&wgpu::Buffer; 2],
        sizes: RowSizes,
    ) -> Result<Self> {
        use wgpu::BufferUsages as Usage;
        let buffer = |label, bytes, usage| Buffer::new(gpu, counters, label, bytes, Usage::STORAGE | usage);
        let scores = buffer("scores", sizes.scores, Usage::empty())?;
        let seen = buffer("seen", sizes.seen, Usage::COPY_SRC)?;
        let cuts = buffer("cuts", sizes.cuts, Usage::COPY_DST)?;
        let [step, mixed] = shared;
        let attend = bind(gpu, counters, &layouts.attend, &[step, &scores, &seen, &cuts, mixed]);
        Ok(Self { scores, seen, cuts, attend })
    }
}

impl Scratch {
    pub fn new(gpu: &Gpu, counters: &Arc<Counters>, layouts: &Layouts, config: &Config) -> Result<Self> {
        use wgpu::BufferUsages as Usage;
        let tile = TILE as usize;
        let buffer = |label, numbers: usize, usage| {
            Buffer::new(gpu, counters, label, numbers as u64 * 4, Usage::STORAGE | usage)
        };
        let step = Buffer::new(gpu, counters, "step", 32, Usage::UNIFORM | Usage::COPY_DST)?;
        let tokens = buffer("tokens", tile, Usage::COPY_DST)?;
        let angles = buffer("angles", tile * config.head_dim, Usage::COPY_DST)?;
        let x = buffer("x", tile * padded(config.hidden), Usage::empty())?;
        let qkv = buffer("qkv", tile * padded(Linear::Qkv.shape(config).1), Usage::empty())?;
        let mixed = buffer("mixed", tile * padded(config.heads * config.head_dim), Usage::empty())?;
        let inner = buffer("inner", tile * padded(config.intermediate), Usage::empty())?;
        let logits = buffer("logits", tile * padded(config.vocab), Usage::COPY_SRC)?;
        let parts = buffer("parts", pick_parts(config) * PICKED as usize, Usage::empty())?;
        let picked = buffer("picked", PICKED as usize, Usage::COPY_SRC)?;
        let linear = |from: &Buffer, to: &Buffer| bind(gpu, counters, &layouts.linear, &[&step, from, to]);
        let least = RowSizes { scores: 1 << 16, seen: 1 << 16, cuts: 1 << 12 };
        Ok(Self {
            embed: bind(gpu, counters, &layouts.embed, &[&step, &tokens, &x]),
            rotate: bind(gpu, counters, &layouts.rotate, &[&step, &qkv, &angles]),
            qkv: linear(&x, &qkv),
            out: linear(&mixed, &x),
            gate_up: linear(&x, &inner),
            down: linear(&inner, &x),
            head: linear(&x, &logits),
            pick: bind(gpu, counters, &layouts.pick, &[&step, &logits, &parts]),
            merge: bind(gpu, counters, &layouts.merge, &[&picked]),
            rows: Rows::new(gpu, counters, layouts, [&step, &mixed], least)?,
            step,
            tokens,
            angles,
            logits,
            picked,
            mixed,
            _inner: [x, qkv, inner, parts],
        })
    }

    /// Makes room for rows of these sizes: twice as much as needed, so that a text that grows rarely asks again.
    pub fn reserve(
        &mut self,
        gpu: &Gpu,
        counters: &Arc<Counters>,
        layouts: &Layouts,
        need: RowSizes,
    ) -> Result<()> {
        let have = &self.rows;
        let (scores, seen, cuts) = (have.scores.size(), have.seen.size(), have.cuts.size());
        if need.scores <= scores && need.seen <= seen && need.cuts <= cuts {
            return Ok(());
        }
        let most = gpu.largest_binding();
        let grown = |need: u64, have: u64| if need <= have { have } else { (2 * need).min(most).max(need) };
        let sizes = RowSizes {
            scores: grown(need.scores, scores),
            seen: grown(need.seen, seen),
            cuts: grown(need.cuts, cuts),
        };
        self.rows = Rows::new(gpu, counters, layouts, [&self.step, &self.mixed], sizes)?;
        Ok(())
    }

    /// The shared buffers of a use of `linear`.
    pub fn linear(&self, op: Linear) -> &wgpu::BindGroup {
        match op {
            Linear::Qkv => &self.qkv,
            Linear::Out => &self.out,
            Linear::GateUp => &self.gate_up,
            Linear::Down => &self.down,
            Linear::Head => &self.head,
        }
    }
}
