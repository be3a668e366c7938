// What linear.wgsl and vector.wgsl share: a matrix times new tokens, and what is done to the sums.
//
// LANES threads, side by side, share their outputs, GROUPS of them in a workgroup; software that plays GPU takes one lane, since barriers are
// what costs it most. RMSNorm costs no pass of its own: 1 / rms is a factor of the finished sum, and the squares are summed on the way.

override BLOCKS: u32; // of a row of W and of x, padded with zeros
override INPUTS: f32; // numbers in a row of x, without the padding
override OUTPUTS: u32; // rows that y gets
override STRIDE: u32; // numbers in a row of y, with padding
override GRID: u32;   // workgroups in x, before the next y
override NORM: bool;
override EPS: f32;
override GATE: bool;  // rows OUTPUTS.. of W are the up projection
override BIAS: bool;
override ADD: bool;   // to what y has
override HEAD: bool;  // only for the tokens whose logits are wanted

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(1) @binding(2) var<storage, read> gain: array<vec4f>; // of the norm
@group(1) @binding(3) var<storage, read> bias: array<f32>;

fn put(at: u32, made: f32) {
    if ADD {
        y[at] += made;
    } else {
        y[at] = made;
    }
}

// Four outputs from their sums: bias and gate.
fn finished(rows: vec4u, sums: vec4f, ups: vec4f) -> vec4f {
    var sum = sums;
    var up = ups;
    if BIAS {
        sum += vec4f(bias[rows.x], bias[rows.y], bias[rows.z], bias[rows.w]);
        let raised = rows + OUTPUTS;
        if GATE { up += vec4f(bias[raised.x], bias[raised.y], bias[raised.z], bias[raised.w]); }
    }
    if GATE { sum = sum / (1 + exp(-sum)) * up; }
    return sum;
}
