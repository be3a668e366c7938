// Weights stored as f32.
@group(1) @binding(0) var<storage, read> weights: array<vec4f>;

// Four weights, the `at`th of all fours.
fn weight(at: u32) -> vec4f {
    return weights[at];
}

fn block(index: u32) -> Block {
    let at = index * 8;
    return Block(
        mat4x4f(weights[at], weights[at + 1], weights[at + 2], weights[at + 3]),
        mat4x4f(weights[at + 4], weights[at + 5], weights[at + 6], weights[at + 7]),
        1,
    );
}
