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

fn block(index: u32) -> Block {
    let a = weights[index * 2];
    let b = weights[index * 2 + 1];
    return Block(
        mat4x4f(four(a.x), four(a.y), four(a.z), four(a.w)),
        mat4x4f(four(b.x), four(b.y), four(b.z), four(b.w)),
        scale(index),
    );
}
