// y = [y +] f(W · [norm(x)] + b) for one token: what linear.wgsl does for several.
//
// A thread takes four rows, so that what it reads of x serves four times, and goes along them a block of 32 at a time; LANES threads share
// the rows, side by side.

const LANES = 8u;
const GROUPS = 8u; // of four rows in a workgroup

override BLOCKS: u32; // of a row of W and of x, padded with zeros
override INPUTS: f32; // numbers in a row of x, without the padding
override OUTPUTS: u32; // rows that y gets
override GRID: u32;   // workgroups in x, before the next y
override NORM: bool;
override EPS: f32;
override GATE: bool;  // rows OUTPUTS.. of W are the up projection
override BIAS: bool;
override ADD: bool;   // to what y has
override HEAD: bool;  // for the last of the new tokens

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(1) @binding(2) var<storage, read> gain: array<vec4f>; // of the norm
@group(1) @binding(3) var<storage, read> bias: array<f32>;

var<workgroup> sums: array<vec4f, LANES * GROUPS>;
var<workgroup> ups: array<vec4f, LANES * GROUPS>;
var<workgroup> squares: array<f32, LANES * GROUPS>;

fn squared(a: mat4x4f) -> f32 {
    return dot(a[0], a[0]) + dot(a[1], a[1]) + dot(a[2], a[2]) + dot(a[3], a[3]);
}

fn scaled(a: mat4x4f, at: u32) -> mat4x4f {
    return mat4x4f(a[0] * gain[at], a[1] * gain[at + 1], a[2] * gain[at + 2], a[3] * gain[at + 3]);
}

// Four rows' products with a block of x.
fn products(rows: vec4u, block: u32, low: mat4x4f, high: mat4x4f) -> vec4f {
    return vec4f(
        product(rows.x * BLOCKS + block, low, high),
        product(rows.y * BLOCKS + block, low, high),
        product(rows.z * BLOCKS + block, low, high),
        product(rows.w * BLOCKS + block, low, high),
    );
}

@compute @workgroup_size(LANES * GROUPS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
    let lane = thread % LANES;
    let output = ((group.x + group.y * GRID) * GROUPS + thread / LANES) * 4;
    let rows = min(output + vec4u(0, 1, 2, 3), vec4u(OUTPUTS - 1)); // all threads must reach the barrier
    let token = select(0u, step.first, HEAD) * BLOCKS * 8;

    var sum = vec4f();
    var up = vec4f();
    var square = 0.0;
    for (var block = lane; block < BLOCKS; block += LANES) {
        let at = token + block * 8;
        var low = mat4x4f(x[at], x[at + 1], x[at + 2], x[at + 3]);
        var high = mat4x4f(x[at + 4], x[at + 5], x[at + 6], x[at + 7]);
        if NORM {
            square += squared(low) + squared(high);
            low = scaled(low, block * 8);
            high = scaled(high, block * 8 + 4);
        }
        sum += products(rows, block, low, high);
        if GATE { up += products(rows + OUTPUTS, block, low, high); }
    }
    sums[thread] = sum;
    if GATE { ups[thread] = up; }
    if NORM { squares[thread] = square; }
    workgroupBarrier();

    // Four of the threads finish a row each.
    let row = output + lane;
    if lane >= 4 || row >= OUTPUTS { return; }
    var total = 0.0;
    var raised = 0.0;
    var energy = 0.0;
    for (var other = thread - lane; other < thread - lane + LANES; other++) {
        total += sums[other][lane];
        if GATE { raised += ups[other][lane]; }
        if NORM { energy += squares[other]; }
    }
    if NORM {
        let scale = inverseSqrt(energy / INPUTS + EPS);
        total *= scale;
        raised *= scale;
    }
    if BIAS {
        total += bias[row];
        if GATE { raised += bias[row + OUTPUTS]; }
    }
    if GATE { total = total / (1.0 + exp(-total)) * raised; }
    if ADD { total += y[row]; }
    y[row] = total;
}
