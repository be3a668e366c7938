// y = [y +] f(W · [norm(x)] + b) for several new tokens, with f the identity or the gate silu(g) * u. For one, vector.wgsl does it.
//
// A thread makes four outputs for each of TOKENS tokens, a block of 32 inputs at a time: what it reads of W serves all the tokens
// (but for the up projection's rows, read again for each: registers are few), what it reads of x all the outputs.

var<workgroup> sums: array<array<vec4f, TOKENS>, LANES * GROUPS>;
var<workgroup> ups: array<array<vec4f, TOKENS>, LANES * GROUPS>;
var<workgroup> squares: array<array<f32, TOKENS>, LANES * GROUPS>;

@compute @workgroup_size(LANES * GROUPS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
    let lane = thread % LANES;
    let output = ((group.x + group.y * GRID) * GROUPS + thread / LANES) * 4;
    // Beyond the last row the last is done again, since all threads must reach the barrier.
    let rows = min(output + vec4u(0, 1, 2, 3), vec4u(OUTPUTS - 1));
    let first = select(0u, step.first, HEAD);
    let count = select(step.count, step.logits, HEAD);
    let token = group.z * TOKENS;

    var sum: array<vec4f, TOKENS>;
    var up: array<vec4f, TOKENS>;
    var square: array<f32, TOKENS>;
    for (var i = lane; i < BLOCKS; i += LANES) {
        let own = rows * BLOCKS + i;
        let a = block(own.x);
        let b = block(own.y);
        let c = block(own.z);
        let d = block(own.w);
        let g = i * 8;
        for (var t = 0u; t < TOKENS; t++) {
            let at = min(first + token + t, TILE - 1) * BLOCKS * 8 + i * 8;
            var low = mat4x4f(x[at], x[at + 1], x[at + 2], x[at + 3]);
            var high = mat4x4f(x[at + 4], x[at + 5], x[at + 6], x[at + 7]);
            if NORM {
                square[t] += squared(low) + squared(high);
                low = each(low, mat4x4f(gain[g], gain[g + 1], gain[g + 2], gain[g + 3]));
                high = each(high, mat4x4f(gain[g + 4], gain[g + 5], gain[g + 6], gain[g + 7]));
            }
            sum[t] += vec4f(times(a, low, high), times(b, low, high), times(c, low, high), times(d, low, high));
            if GATE {
                let raised = (rows + OUTPUTS) * BLOCKS + i;
                up[t] += vec4f(
                    times(block(raised.x), low, high),
                    times(block(raised.y), low, high),
                    times(block(raised.z), low, high),
                    times(block(raised.w), low, high),
                );
            }
        }
    }
    if LANES > 1 {
        sums[thread] = sum;
        ups[thread] = up;
        squares[thread] = square;
        workgroupBarrier();
        if lane > 0 { return; }
        for (var other = thread + 1; other < thread + LANES; other++) {
            for (var t = 0u; t < TOKENS; t++) {
                sum[t] += sums[other][t];
                up[t] += ups[other][t];
                square[t] += squares[other][t];
            }
        }
    }
    for (var t = 0u; t < TOKENS && token + t < count; t++) {
        let scale = select(1.0, inverseSqrt(square[t] / INPUTS + EPS), NORM);
        let four = finished(rows, sum[t] * scale, up[t] * scale);
        for (var i = 0u; i < 4 && output + i < OUTPUTS; i++) {
            put((token + t) * STRIDE + output + i, four[i]);
        }
    }
}
