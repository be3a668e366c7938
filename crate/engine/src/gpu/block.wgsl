// A block of 32 weights of a row, read once, and what it does to 32 numbers.
struct Block { low: mat4x4f, high: mat4x4f, scale: f32 }

fn times(w: Block, low: mat4x4f, high: mat4x4f) -> f32 {
    return w.scale * (dot(w.low[0], low[0]) + dot(w.low[1], low[1]) + dot(w.low[2], low[2]) + dot(w.low[3], low[3])
        + dot(w.high[0], high[0]) + dot(w.high[1], high[1]) + dot(w.high[2], high[2]) + dot(w.high[3], high[3]));
}

fn squared(a: mat4x4f) -> f32 {
    return dot(a[0], a[0]) + dot(a[1], a[1]) + dot(a[2], a[2]) + dot(a[3], a[3]);
}

// Each number times its own.
fn each(a: mat4x4f, b: mat4x4f) -> mat4x4f {
    return mat4x4f(a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]);
}
