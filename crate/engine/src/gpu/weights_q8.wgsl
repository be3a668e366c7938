// Weights stored as whole numbers of 8 bits, four to a word, with a scale in f16 for each block of 32.
@group(1) @binding(0) var<storage, read> weights: array<vec4u>;
@group(1) @binding(1) var<storage, read> scales: array<u32>; // two to a word

// The lower three numbers come with 128 added; the highest takes its sign along. Masks and products do what shifts would, since software that
// plays GPU shifts slowly.
fn four(word: u32) -> vec4f {
    let apart = vec4i(vec4u(word) & vec4u(0xff, 0xff00, 0xff0000, 0xff000000));
    return vec4f(apart) * vec4f(1, 0x1p-8, 0x1p-16, 0x1p-24) - vec4f(128, 128, 128, 0);
}

fn scale(block: u32) -> f32 {
    let two = unpack2x16float(scales[block / 2]);
    return select(two.x, two.y, block % 2 == 1);
}

// Four weights, the `at`th of all fours.
fn weight(at: u32) -> vec4f {
    return four(weights[at / 4][at % 4]) * scale(at / 8);
}

// A block of 32 times 32 numbers.
fn product(block: u32, low: mat4x4f, high: mat4x4f) -> f32 {
    let a = weights[block * 2];
    let b = weights[block * 2 + 1];
    return scale(block) * (dot(four(a.x), low[0]) + dot(four(a.y), low[1]) + dot(four(a.z), low[2]) + dot(four(a.w), low[3])
        + dot(four(b.x), high[0]) + dot(four(b.y), high[1]) + dot(four(b.z), high[2]) + dot(four(b.w), high[3]));
}
