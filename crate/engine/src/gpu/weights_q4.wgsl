// Weights stored as whole numbers of 4 bits, eight to a word, with a scale in f16 for each block of 32.
@group(1) @binding(0) var<storage, read> weights: array<vec4u>;
@group(1) @binding(1) var<storage, read> scales: array<u32>; // two to a word

// Each number comes with 8 added. Masks and products do what shifts would, since software that plays GPU shifts slowly.
fn low_four(word: u32) -> vec4f {
    return vec4f(vec4i(vec4u(word) & vec4u(0xf, 0xf0, 0xf00, 0xf000))) * vec4f(1, 0x1p-4, 0x1p-8, 0x1p-12) - 8;
}

fn high_four(word: u32) -> vec4f {
    return low_four(word >> 16);
}

fn scale(block: u32) -> f32 {
    let two = unpack2x16float(scales[block / 2]);
    return select(two.x, two.y, block % 2 == 1);
}

// Four weights, the `at`th of all fours.
fn weight(at: u32) -> vec4f {
    return low_four(weights[at / 8][at / 2 % 4] >> (at % 2 * 16)) * scale(at / 8);
}

fn block(index: u32) -> Block {
    let a = weights[index];
    return Block(
        mat4x4f(low_four(a.x), high_four(a.x), low_four(a.y), high_four(a.y)),
        mat4x4f(low_four(a.z), high_four(a.z), low_four(a.w), high_four(a.w)),
        scale(index),
    );
}
