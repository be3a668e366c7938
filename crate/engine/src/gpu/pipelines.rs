//! The compute pipelines: each shader with the constants of one model.

use std::collections::HashMap;
use std::sync::Mutex;

use super::device::Gpu;
use super::weights::Format;
use crate::config::Config;
use crate::distribution::Outlook;
use crate::host::BLOCK;

/// How many tokens go through the layers at once, at most.
pub(super) const TILE: u32 = 128;

/// How many tokens a workgroup of `linear` makes when there are several: their weights are read once.
const TOKENS: u32 = 4;

/// How the threads of `linear` and `vector` share the work: so many to an output, so many such groups in a workgroup.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    lanes: u32,
    groups: u32,
}

impl Spread {
    fn on(gpu: &Gpu) -> Self {
        if gpu.is_software() { Self { lanes: 1, groups: 4 } } else { Self { lanes: 8, groups: 8 } }
    }

    /// Workgroups that a matrix takes for `count` tokens.
    pub fn size(self, config: &Config, op: Linear, count: u32) -> [u32; 3] {
        let (_, outputs) = op.shape(config);
        // Outputs of a thread, as the shaders have it.
        let (own, tokens) = if count == 1 { (8, 1) } else { (4, count.div_ceil(TOKENS)) };
        let groups = (outputs as u32).div_ceil(self.groups * own);
        [groups.min(GRID), groups.div_ceil(GRID), tokens]
    }
}

/// Tokens of the vocabulary that a workgroup of `pick` looks at.
const SHARE: usize = 1024;

/// Numbers in what `pick` and `merge` write.
pub(super) const PICKED: u64 = 2 * Outlook::TOP as u64 + 3;

/// Workgroups of `pick`.
pub(super) fn pick_parts(config: &Config) -> usize {
    config.vocab.div_ceil(SHARE)
}

/// The most workgroups in x.
const GRID: u32 = 32_768;

/// The uses of the one shader of matrices and vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Linear {
    /// RMSNorm, then queries, keys and values: x → qkv.
    Qkv,
    /// mixed → x, added.
    Out,
    /// RMSNorm, then `silu(gate) * up`: x → inner.
    GateUp,
    /// inner → x, added.
    Down,
    /// RMSNorm, then logits: x → logits.
    Head,
}

impl Linear {
    /// Numbers in a row of its input, and in one of its output.
    pub fn shape(self, config: &Config) -> (usize, usize) {
        let qkv = (config.heads + 2 * config.kv_heads) * config.head_dim;
        match self {
            Self::Qkv => (config.hidden, qkv),
            Self::Out => (config.heads * config.head_dim, config.hidden),
            Self::GateUp => (config.hidden, config.intermediate),
            Self::Down => (config.intermediate, config.hidden),
            Self::Head => (config.hidden, config.vocab),
        }
    }

    fn has_bias(self, config: &Config) -> bool {
        match self {
            Self::Qkv | Self::Out => config.attention_bias,
            Self::GateUp | Self::Down => config.mlp_bias,
            Self::Head => false,
        }
    }
}

/// Numbers in a row of weights or activations, rounded up to whole blocks.
pub(super) fn padded(numbers: usize) -> usize {
    numbers.next_multiple_of(BLOCK)
}

/// Numbers in a head of queries, keys or values, rounded up to whole vec4.
pub(super) fn padded_head(config: &Config) -> usize {
    config.head_dim.next_multiple_of(4)
}

/// What a binding of a shader is.
#[derive(Clone, Copy)]
pub(super) enum Binding {
    Uniform,
    Read,
    Write,
}

/// Layouts of the bind groups: group 0 of buffers that all layers share, group 1 of a layer's own.
pub(crate) struct Layouts {
    pub embed: wgpu::BindGroupLayout,
    pub table: wgpu::BindGroupLayout,
    pub linear: wgpu::BindGroupLayout,
    pub matrix: wgpu::BindGroupLayout,
    pub rotate: wgpu::BindGroupLayout,
    pub append: wgpu::BindGroupLayout,
    pub attend: wgpu::BindGroupLayout,
    pub cache: wgpu::BindGroupLayout,
    pub pick: wgpu::BindGroupLayout,
    pub merge: wgpu::BindGroupLayout,
}

impl Layouts {
    fn new(device: &wgpu::Device) -> Self {
        use Binding::{Read, Uniform, Write};
        let layout = |label, bindings: &[Binding]| layout(device, label, bindings);
        Self {
            embed: layout("embed", &[Uniform, Read, Write]),
            table: layout("table", &[Read, Read]),
            linear: layout("linear", &[Uniform, Read, Write]),
            matrix: layout("matrix", &[Read, Read, Read, Read]),
            rotate: layout("rotate", &[Uniform, Read, Read]),
            append: layout("append", &[Write, Write, Write]),
            attend: layout("attend", &[Uniform, Write, Write, Read, Write]),
            cache: layout("cache", &[Read, Read, Read, Uniform]),
            pick: layout("pick", &[Uniform, Read, Write]),
            merge: layout("merge", &[Write]),
        }
    }
}

pub(super) fn layout(device: &wgpu::Device, label: &str, bindings: &[Binding]) -> wgpu::BindGroupLayout {
    let entries: Vec<_> = (0..)
        .zip(bindings)
        .map(|(binding, kind)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: match kind {
                    Binding::Uniform => wgpu::BufferBindingType::Uniform,
                    Binding::Read => wgpu::BufferBindingType::Storage { read_only: true },
                    Binding::Write => wgpu::BufferBindingType::Storage { read_only: false },
                },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        })
        .collect();
    device
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(label), entries: &entries })
}

/// The pipelines of one model, each made when it is first used.
pub(super) struct Pipelines {
    pub layouts: Layouts,
    pub spread: Spread,
    pub rotate: wgpu::ComputePipeline,
    pub attend: wgpu::ComputePipeline,
    pub pick: wgpu::ComputePipeline,
    pub merge: wgpu::ComputePipeline,
    /// Of the residual stream, in vec4.
    pub width: u32,
    embed: Mutex<HashMap<Format, wgpu::ComputePipeline>>,
    linear: Mutex<HashMap<(Linear, Format, bool), wgpu::ComputePipeline>>,
}

impl Pipelines {
    pub fn new(gpu: &Gpu, config: &Config) -> Self {
        let layouts = Layouts::new(&gpu.device);
        let (heads, kv_heads, d) = (config.heads as f64, config.kv_heads as f64, config.head_dim);
        let head = padded_head(config) as f64;
        let rotate = pipeline(
            gpu,
            "rotate",
            &[include_str!("step.wgsl"), include_str!("rotate.wgsl")],
            [&layouts.rotate, &layouts.append],
            &[
                ("HEADS", heads),
                ("KV_HEADS", kv_heads),
                ("HALF", (d / 2) as f64),
                ("STRIDE", padded(Linear::Qkv.shape(config).1) as f64),
                ("HEAD", head),
            ],
        );
        let attend = pipeline(
            gpu,
            "attend",
            &[include_str!("step.wgsl"), include_str!("attend.wgsl")],
            [&layouts.attend, &layouts.cache],
            &[
                ("HEADS", heads),
                ("KV_HEADS", kv_heads),
                ("HEAD", head / 4.0),
                ("SIZE", d as f64),
                ("STRIDE", padded(config.heads * d) as f64),
                ("SCALE", 1.0 / (d as f64).sqrt()),
            ],
        );
        let likeliest = |label, shader| {
            pipeline(
                gpu,
                label,
                &[include_str!("step.wgsl"), include_str!("likeliest.wgsl"), shader],
                [&layouts.pick, &layouts.merge],
                &[
                    ("VOCAB", config.vocab as f64),
                    ("STRIDE", padded(config.vocab) as f64),
                    ("PARTS", pick_parts(config) as f64),
                ],
            )
        };
        let (pick, merge) =
            (likeliest("pick", include_str!("pick.wgsl")), likeliest("merge", include_str!("merge.wgsl")));
        let width = (padded(config.hidden) / 4) as u32;
        Self {
            layouts,
            spread: Spread::on(gpu),
            rotate,
            attend,
            pick,
            merge,
            width,
            embed: Mutex::default(),
            linear: Mutex::default(),
        }
    }

    /// The pipeline that looks tokens up in a table of this format.
    pub fn embed(&self, gpu: &Gpu, format: Format) -> wgpu::ComputePipeline {
        let mut made = self.embed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let make = || {
            pipeline(
                gpu,
                "embed",
                &[
                    include_str!("step.wgsl"),
                    include_str!("block.wgsl"),
                    format.shader(),
                    include_str!("embed.wgsl"),
                ],
                [&self.layouts.embed, &self.layouts.table],
                &[("WIDTH", f64::from(self.width))],
            )
        };
        made.entry(format).or_insert_with(make).clone()
    }

    /// The pipeline of a matrix of this format, for one token or for several.
    pub fn linear(
        &self,
        gpu: &Gpu,
        config: &Config,
        op: Linear,
        format: Format,
        one: bool,
    ) -> wgpu::ComputePipeline {
        let mut made = self.linear.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let make = || {
            let Spread { lanes, groups } = self.spread;
            let sizes = [("TOKENS", TOKENS), ("TILE", TILE), ("LANES", lanes), ("GROUPS", groups)];
            let sizes = sizes.map(|(name, size)| format!("const {name} = {size}u;\n")).concat();
            let (inputs, outputs) = op.shape(config);
            let flag = |on: bool| f64::from(u8::from(on));
            let constants = [
                ("BLOCKS", (padded(inputs) / BLOCK) as f64),
                ("STRIDE", padded(outputs) as f64),
                ("INPUTS", inputs as f64),
                ("OUTPUTS", outputs as f64),
                ("GRID", f64::from(GRID)),
                ("NORM", flag(matches!(op, Linear::Qkv | Linear::GateUp | Linear::Head))),
                ("EPS", config.norm_eps),
                ("GATE", flag(op == Linear::GateUp)),
                ("BIAS", flag(op.has_bias(config))),
                ("ADD", flag(matches!(op, Linear::Out | Linear::Down))),
                ("HEAD", flag(op == Linear::Head)),
            ];
            let shader = if one { include_str!("vector.wgsl") } else { include_str!("linear.wgsl") };
            pipeline(
                gpu,
                if one { "vector" } else { "linear" },
                &[
                    &sizes,
                    include_str!("step.wgsl"),
                    include_str!("block.wgsl"),
                    format.shader(),
                    include_str!("matrix.wgsl"),
                    shader,
                ],
                [&self.layouts.linear, &self.layouts.matrix],
                &constants,
            )
        };
        made.entry((op, format, one)).or_insert_with(make).clone()
    }
}

pub(super) fn pipeline(
    gpu: &Gpu,
    label: &str,
    shader: &[&str],
    layouts: [&wgpu::BindGroupLayout; 2],
    constants: &[(&str, f64)],
) -> wgpu::ComputePipeline {
    let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(label),
        source: wgpu::ShaderSource::Wgsl(shader.join("\n").into()),
    });
    let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: &layouts.map(Some),
        immediate_size: 0,
    });
    gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(label),
        layout: Some(&layout),
        module: &module,
        entry_point: None,
        compilation_options: wgpu::PipelineCompilationOptions {
            constants,
            ..wgpu::PipelineCompilationOptions::default()
        },
        cache: None,
    })
}
