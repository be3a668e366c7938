// Four weights of a row, stored as whole numbers of 4 bits, eight to a word, with a scale in f16 for each 32.
@group(1) @binding(0) var<storage, read> weights: array<u32>;
@group(1) @binding(1) var<storage, read> scales: array<u32>; // two to a word

fn weight(row: u32, at: u32, width: u32) -> vec4f {
    let index = row * width + at;
    let block = index / 8;
    let numbers = (vec4u(weights[index / 2] >> (index % 2 * 16)) >> vec4u(0, 4, 8, 12)) & vec4u(15);
    return (vec4f(numbers) - 8) * unpack2x16float(scales[block / 2])[block % 2];
}
