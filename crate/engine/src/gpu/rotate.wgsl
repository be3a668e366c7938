// Turns queries and keys by their positions and puts them and the values into the cache. One thread takes the pair (i, i + d/2) of one head
// of one token.

override HEADS: u32;
override KV_HEADS: u32;
override HALF: u32;     // d / 2
override STRIDE: u32;   // numbers in a row of qkv, with padding
override HEAD: u32;     // numbers in a head of query, keys and values, with padding

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> qkv: array<f32>;    // (t, H·d + K·d + K·d)
@group(0) @binding(2) var<storage, read> angles: array<vec2f>; // (t, d / 2): cosine and sine
@group(1) @binding(0) var<storage, read_write> queries: array<f32>; // (T, H, d)
@group(1) @binding(1) var<storage, read_write> keys: array<f32>;    // (T, K, d)
@group(1) @binding(2) var<storage, read_write> values: array<f32>;  // (T, K, d)

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let token = id.y;
    let head = id.x / HALF; // queries', then keys', then values'
    let i = id.x % HALF;
    if head >= HEADS + 2 * KV_HEADS { return; }
    let source = token * STRIDE + head * 2 * HALF + i;
    let a = qkv[source];
    let b = qkv[source + HALF];
    let angle = angles[token * HALF + i];
    let turned = vec2f(a * angle.x - b * angle.y, b * angle.x + a * angle.y);
    if head < HEADS {
        let to = ((step.start + token) * HEADS + head) * HEAD + i;
        queries[to] = turned.x;
        queries[to + HALF] = turned.y;
    } else if head < HEADS + KV_HEADS {
        let to = ((step.start + token) * KV_HEADS + head - HEADS) * HEAD + i;
        keys[to] = turned.x;
        keys[to + HALF] = turned.y;
    } else {
        let to = ((step.start + token) * KV_HEADS + head - HEADS - KV_HEADS) * HEAD + i;
        values[to] = a;
        values[to + HALF] = b;
    }
}
