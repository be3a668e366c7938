// Weights stored as f32.
@group(1) @binding(0) var<storage, read> weights: array<vec4f>;

// Four weights, the `at`th of all fours.
fn weight(at: u32) -> vec4f {
    return weights[at];
}

// A block of 32 times 32 numbers.
fn product(block: u32, low: mat4x4f, high: mat4x4f) -> f32 {
    let at = block * 8;
    return dot(weights[at], low[0]) + dot(weights[at + 1], low[1]) + dot(weights[at + 2], low[2])
        + dot(weights[at + 3], low[3]) + dot(weights[at + 4], high[0]) + dot(weights[at + 5], high[1])
        + dot(weights[at + 6], high[2]) + dot(weights[at + 7], high[3]);
}
