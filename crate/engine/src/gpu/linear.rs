//! A matrix times new tokens, `(t, in)` to `(t, out)`, in five uses: RMSNorm before it, a bias, the gate `silu(g) * u` or a sum after it, as
//! each has it. linear.wgsl does it for several tokens, vector.wgsl for one; matrix.wgsl is what they have in common.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::device::Gpu;
use super::memory::{Buffer, bind};
use super::pass::Call;
use super::pipelines::{TILE, padded, pipeline};
use super::weights::Format;
use super::{Kernels, Tensor};
use crate::config::Config;
use crate::host::BLOCK;
use crate::weights::Linear as Weights;

/// How many tokens a workgroup of `linear` makes when there are several: their weights are read once.
const TOKENS: u32 = 4;

/// The most workgroups in x.
const GRID: u32 = 32_768;

/// The uses.
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

/// How the threads of `linear` and `vector` share the work: so many to an output, so many such groups in a workgroup.
#[derive(Clone, Copy)]
struct Spread {
    lanes: u32,
    groups: u32,
}

impl Spread {
    fn on(gpu: &Gpu) -> Self {
        if gpu.is_software() { Self { lanes: 1, groups: 4 } } else { Self { lanes: 8, groups: 8 } }
    }

    /// Workgroups that a matrix takes for `count` tokens.
    fn size(self, config: &Config, op: Linear, count: u32) -> [u32; 3] {
        let (_, outputs) = op.shape(config);
        // Outputs of a thread, as the shaders have it.
        let (own, tokens) = if count == 1 { (8, 1) } else { (4, count.div_ceil(TOKENS)) };
        let groups = (outputs as u32).div_ceil(self.groups * own);
        [groups.min(GRID), groups.div_ceil(GRID), tokens]
    }
}

/// The op on one GPU.
pub(super) struct Products {
    spread: Spread,
    /// Each made when it is first used; whether for one token comes last.
    pipelines: Mutex<HashMap<(Linear, Format, bool), wgpu::ComputePipeline>>,
}

impl Products {
    pub fn new(gpu: &Gpu) -> Self {
        Self { spread: Spread::on(gpu), pipelines: Mutex::default() }
    }

    fn pipeline(
        &self,
        kernels: &Kernels,
        config: &Config,
        op: Linear,
        format: Format,
        one: bool,
    ) -> wgpu::ComputePipeline {
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
                &kernels.gpu,
                if one { "vector" } else { "linear" },
                &[
                    &sizes,
                    include_str!("step.wgsl"),
                    include_str!("block.wgsl"),
                    format.shader(),
                    include_str!("matrix.wgsl"),
                    shader,
                ],
                [&kernels.layouts.linear, &kernels.layouts.matrix],
                &constants,
            )
        };
        let mut made = self.pipelines.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry((op, format, one)).or_insert_with(make).clone()
    }

    /// Records a use of a matrix for `count` rows; `gain` is the norm's, where the use has one.
    pub fn record(
        &self,
        kernels: &Kernels,
        config: &Config,
        op: Linear,
        weights: &Weights<Kernels>,
        gain: Option<&Buffer>,
        count: usize,
    ) -> Tensor {
        let matrix = &weights.weight;
        let own = matrix.as_linear.get_or_init(|| {
            let [scales, gain, bias] = [matrix.scales.as_ref(), gain, weights.bias.as_ref()]
                .map(|one| &**one.unwrap_or(&kernels.unused));
            let buffers = [&*matrix.numbers, scales, gain, bias];
            bind(&kernels.gpu, &kernels.counters, &kernels.layouts.matrix, &buffers)
        });
        let pipeline = self.pipeline(kernels, config, op, matrix.format, count == 1);
        let mut pass = kernels.pass();
        let groups = [pass.scratch.linear(op).clone(), own.clone()];
        pass.calls.push(Call { pipeline, groups, size: self.spread.size(config, op, count as u32) });
        if op == Linear::Head { Tensor::Logits } else { Tensor::Activation }
    }
}
