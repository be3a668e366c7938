//! What the ops share when they make their compute pipelines: layouts, padding, and the making itself.

use super::device::Gpu;
use crate::config::Config;
use crate::host::BLOCK;

/// How many tokens go through the layers at once, at most.
pub(super) const TILE: u32 = 128;

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
    pub fn new(device: &wgpu::Device) -> Self {
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

/// Compiles a shader, its parts one after the other, with these constants.
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
