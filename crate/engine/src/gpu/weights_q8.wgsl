// Four weights of a row, stored as whole numbers of 8 bits, four to a word, with a scale in f16 for each 32.
@group(1) @binding(0) var<storage, read> weights: array<u32>;
@group(1) @binding(1) var<storage, read> scales: array<u32>; // two to a word

fn weight(row: u32, at: u32, width: u32) -> vec4f {
    let index = row * width + at;
    let block = index / 8;
    let numbers = vec4i(vec4u(weights[index]) << vec4u(24, 16, 8, 0)) >> vec4u(24);
    return vec4f(numbers) * unpack2x16float(scales[block / 2])[block % 2];
}
