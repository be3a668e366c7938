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

fn block(index: u32) -> Block {
    let a = weights[index * 4];
    let b = weights[index * 4 + 1];
    let c = weights[index * 4 + 2];
    let d = weights[index * 4 + 3];
    return Block(
        mat4x4f(four(a.xy), four(a.zw), four(b.xy), four(b.zw)),
        mat4x4f(four(c.xy), four(c.zw), four(d.xy), four(d.zw)),
        1,
    );
}
