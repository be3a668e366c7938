// Weights stored as f16, two to a word; widened here, so that no f16 support is needed.
@group(1) @binding(0) var<storage, read> weights: array<vec4u>;

fn four(packed: vec2u) -> vec4f {
    return vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y));
}

// Four weights, the `at`th of all fours.
fn weight(at: u32) -> vec4f {
    let packed = weights[at / 2];
    return four(select(packed.xy, packed.zw, at % 2 == 1));
}

// A block of 32 times 32 numbers.
fn product(block: u32, low: mat4x4f, high: mat4x4f) -> f32 {
    let a = weights[block * 4];
    let b = weights[block * 4 + 1];
    let c = weights[block * 4 + 2];
    let d = weights[block * 4 + 3];
    return dot(four(a.xy), low[0]) + dot(four(a.zw), low[1]) + dot(four(b.xy), low[2]) + dot(four(b.zw), low[3])
        + dot(four(c.xy), high[0]) + dot(four(c.zw), high[1]) + dot(four(d.xy), high[2]) + dot(four(d.zw), high[3]);
}
