// Four weights of a row, stored as f16 two to a word; widened here, so that no f16 support is needed.
@group(1) @binding(0) var<storage, read> weights: array<vec2u>;

fn weight(row: u32, at: u32, width: u32) -> vec4f {
    let packed = weights[row * width + at];
    return vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y));
}
