// Four weights of a row, stored as f32.
@group(1) @binding(0) var<storage, read> weights: array<vec4f>;

fn weight(row: u32, at: u32, width: u32) -> vec4f {
    return weights[row * width + at];
}
