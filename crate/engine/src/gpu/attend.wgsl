// Causal attention of one query head of one token over the cache, with its probabilities kept.
//
// A workgroup makes one row: scores, cuts, softmax, mixed values. The row lives in `scores`, since it is as long as the text.

const THREADS = 64u;
const LOWEST = -3.0e38; // stands for −∞, which WGSL has no literal for

override HEADS: u32;
override KV_HEADS: u32;
override HEAD: u32;   // vec4 in a head of query, keys and values, padded with zeros
override SIZE: u32;   // d
override STRIDE: u32; // numbers in a row of mixed, with padding
override SCALE: f32;  // 1 / sqrt(d)

struct Layer { index: u32 }

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read_write> scores: array<f32>; // (H, t, T), this layer's
@group(0) @binding(2) var<storage, read_write> seen: array<f32>;   // (layers, H, rows, T): those wanted
@group(0) @binding(3) var<storage, read> cuts: array<u32>; // (layers, H, t, T / 32): a bit for each edge
@group(0) @binding(4) var<storage, read_write> mixed: array<f32>;  // (t, H·d)
@group(1) @binding(0) var<storage, read> queries: array<vec4f>; // (T, H, d)
@group(1) @binding(1) var<storage, read> keys: array<vec4f>;    // (T, K, d)
@group(1) @binding(2) var<storage, read> values: array<vec4f>;  // (T, K, d)
@group(1) @binding(3) var<uniform> layer: Layer;

var<workgroup> wanted: array<vec4f, 64>; // the query: up to 256 numbers
var<workgroup> shared_: array<f32, THREADS>;
var<workgroup> parts: array<vec4f, THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
    let head = group.x;
    let token = group.y;
    let kv = head / (HEADS / KV_HEADS);
    let total = step.start + step.count;
    let length = step.start + token + 1; // keys that it may look at
    let row = (head * step.count + token) * total;
    let words = (total + 31) / 32;
    let cut = ((layer.index * HEADS + head) * step.count + token) * words;

    if thread < HEAD { wanted[thread] = queries[((step.start + token) * HEADS + head) * HEAD + thread]; }
    workgroupBarrier();

    var best = LOWEST;
    for (var key = thread; key < length; key += THREADS) {
        var sum = 0.0;
        for (var i = 0u; i < HEAD; i++) {
            sum += dot(wanted[i], keys[(key * KV_HEADS + kv) * HEAD + i]);
        }
        var score = sum * SCALE;
        if step.cut == 1 && ((cuts[cut + key / 32] >> (key % 32)) & 1) == 1 { score = LOWEST; }
        scores[row + key] = score;
        best = max(best, score);
    }
    shared_[thread] = best;
    workgroupBarrier();
    for (var i = 0u; i < THREADS; i++) { best = max(best, shared_[i]); }
    workgroupBarrier();

    var sum = 0.0;
    for (var key = thread; key < length; key += THREADS) {
        let score = scores[row + key];
        let weight = select(exp(score - best), 0.0, score == LOWEST);
        scores[row + key] = weight;
        sum += weight;
    }
    shared_[thread] = sum;
    workgroupBarrier();
    sum = 0.0;
    for (var i = 0u; i < THREADS; i++) { sum += shared_[i]; }

    let kept = token >= step.seen && token < step.seen + step.rows;
    let to = ((layer.index * HEADS + head) * step.rows + token - step.seen) * total;
    for (var key = thread; key < length; key += THREADS) {
        let weight = scores[row + key] / sum;
        scores[row + key] = weight;
        if kept { seen[to + key] = weight; }
    }
    storageBarrier();
    workgroupBarrier();

    // Some threads take the same part of the values, each for its share of the keys.
    let shares = THREADS / HEAD;
    let share = thread / HEAD;
    let part = thread % HEAD;
    var mix = vec4f();
    if share < shares {
        for (var key = share; key < length; key += shares) {
            mix += scores[row + key] * values[(key * KV_HEADS + kv) * HEAD + part];
        }
    }
    parts[thread] = mix;
    workgroupBarrier();
    if thread < HEAD {
        for (var i = 1u; i < shares; i++) { mix += parts[i * HEAD + thread]; }
        for (var i = 0u; i < 4 && thread * 4 + i < SIZE; i++) {
            mixed[token * STRIDE + head * SIZE + thread * 4 + i] = mix[i];
        }
    }
}
