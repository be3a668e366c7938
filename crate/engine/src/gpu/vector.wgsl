// y = [y +] f(W · [norm(x)] + b) for one token: what linear.wgsl does for several.
//
// A thread makes eight outputs, so that what it reads of x serves eight times, a block of 32 inputs at a time.

// What a thread knows of four rows.
struct Four { sum: vec4f, up: vec4f }

var<workgroup> firsts: array<Four, LANES * GROUPS>;
var<workgroup> seconds: array<Four, LANES * GROUPS>;
var<workgroup> squares: array<f32, LANES * GROUPS>;

// Four rows' products with a block of x.
fn products(rows: vec4u, at: u32, low: mat4x4f, high: mat4x4f) -> vec4f {
    return vec4f(
        times(block(rows.x * BLOCKS + at), low, high),
        times(block(rows.y * BLOCKS + at), low, high),
        times(block(rows.z * BLOCKS + at), low, high),
        times(block(rows.w * BLOCKS + at), low, high),
    );
}

// Writes four outputs.
fn write(output: u32, rows: vec4u, four: Four, scale: f32) {
    let made = finished(rows, four.sum * scale, four.up * scale);
    for (var i = 0u; i < 4 && output + i < OUTPUTS; i++) { put(output + i, made[i]); }
}

@compute @workgroup_size(LANES * GROUPS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
    let lane = thread % LANES;
    let output = ((group.x + group.y * GRID) * GROUPS + thread / LANES) * 8;
    // Beyond the last row the last is done again, since all threads must reach the barrier.
    let rows = min(output + vec4u(0, 1, 2, 3), vec4u(OUTPUTS - 1));
    let others = min(output + vec4u(4, 5, 6, 7), vec4u(OUTPUTS - 1));
    let token = select(0u, step.first, HEAD) * BLOCKS * 8;

    var four = Four();
    var next = Four();
    var square = 0.0;
    for (var i = lane; i < BLOCKS; i += LANES) {
        let at = token + i * 8;
        var low = mat4x4f(x[at], x[at + 1], x[at + 2], x[at + 3]);
        var high = mat4x4f(x[at + 4], x[at + 5], x[at + 6], x[at + 7]);
        if NORM {
            square += squared(low) + squared(high);
            let g = i * 8;
            low = each(low, mat4x4f(gain[g], gain[g + 1], gain[g + 2], gain[g + 3]));
            high = each(high, mat4x4f(gain[g + 4], gain[g + 5], gain[g + 6], gain[g + 7]));
        }
        four.sum += products(rows, i, low, high);
        next.sum += products(others, i, low, high);
        if GATE {
            four.up += products(rows + OUTPUTS, i, low, high);
            next.up += products(others + OUTPUTS, i, low, high);
        }
    }
    if LANES > 1 {
        firsts[thread] = four;
        seconds[thread] = next;
        squares[thread] = square;
        workgroupBarrier();
        if lane > 0 { return; }
        for (var other = thread + 1; other < thread + LANES; other++) {
            four.sum += firsts[other].sum;
            four.up += firsts[other].up;
            next.sum += seconds[other].sum;
            next.up += seconds[other].up;
            square += squares[other];
        }
    }
    let scale = select(1.0, inverseSqrt(square / INPUTS + EPS), NORM);
    write(output, rows, four, scale);
    write(output + 4, others, next, scale);
}
