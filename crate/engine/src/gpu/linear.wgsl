// y = [y +] f(W · [norm(x)] + b) for several new tokens, with f the identity or the gate silu(g) * u.
// For one, vector.wgsl does it.
//
// A workgroup makes ROWS outputs for each of TOKENS tokens; LANES threads share the row of an output, side by side, so that
// reads of weights coalesce. RMSNorm costs no pass of its own: 1 / rms is a factor of the finished sum, and the squares are summed
// on the way.

const LANES = 8u;
const ROWS = 8u;

override WIDTH: u32;  // of a row of W and of x, in vec4, padded with zeros
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

var<workgroup> sums: array<f32, LANES * ROWS * TOKENS>;
var<workgroup> ups: array<f32, LANES * ROWS * TOKENS>;
var<workgroup> squares: array<f32, LANES * ROWS * TOKENS>;

@compute @workgroup_size(LANES * ROWS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
    let lane = thread % LANES;
    let output = (group.x + group.y * GRID) * ROWS + thread / LANES;
    let row = min(output, OUTPUTS - 1); // all threads must reach the barrier
    let first = select(0u, step.first, HEAD);
    let count = select(step.count, step.logits, HEAD);
    let token = group.z * TOKENS;

    var sum: array<f32, TOKENS>;
    var up: array<f32, TOKENS>;
    var square: array<f32, TOKENS>;
    for (var at = lane; at < WIDTH; at += LANES) {
        var w = weight(row * WIDTH + at);
        var u = vec4f();
        if GATE { u = weight((row + OUTPUTS) * WIDTH + at); }
        if NORM {
            w *= gain[at];
            u *= gain[at];
        }
        for (var i = 0u; i < TOKENS; i++) {
            let value = x[min(first + token + i, TILE - 1) * WIDTH + at];
            sum[i] += dot(w, value);
            if GATE { up[i] += dot(u, value); }
            if NORM { square[i] += dot(value, value); }
        }
    }
    for (var i = 0u; i < TOKENS; i++) {
        let slot = thread * TOKENS + i;
        sums[slot] = sum[i];
        if GATE { ups[slot] = up[i]; }
        if NORM { squares[slot] = square[i]; }
    }
    workgroupBarrier();

    // Each thread finishes some of its row's tokens.
    for (var i = lane; i < TOKENS; i += LANES) {
        if output >= OUTPUTS || token + i >= count { continue; }
        var total = 0.0;
        var raised = 0.0;
        var energy = 0.0;
        for (var other = 0u; other < LANES; other++) {
            let slot = (thread - lane + other) * TOKENS + i;
            total += sums[slot];
            if GATE { raised += ups[slot]; }
            if NORM { energy += squares[slot]; }
        }
        if NORM {
            let scale = inverseSqrt(energy / INPUTS + EPS);
            total *= scale;
            raised *= scale;
        }
        if BIAS {
            total += bias[output];
            if GATE { raised += bias[output + OUTPUTS]; }
        }
        if GATE { total = total / (1.0 + exp(-total)) * raised; }
        let to = (token + i) * STRIDE + output;
        if ADD { total += y[to]; }
        y[to] = total;
    }
}
