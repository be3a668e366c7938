// The likeliest tokens of a row of logits, and sums over all of them; for pick.wgsl and merge.wgsl, which do it in two rounds.

const THREADS = 16u;
const TOP = 16u;
const PART = 2u * TOP + 3u; // numbers in a part: ids, logits, and the three sums
const LOWEST = -3.0e38; // stands for −∞, which WGSL has no literal for
const NONE = 0xffffffffu;

override VOCAB: u32;
override STRIDE: u32; // numbers in a row of logits, with padding
override PARTS: u32;  // workgroups of pick.wgsl

struct Candidate { logit: f32, id: u32 }

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> logits: array<f32>; // (rows, vocab)
@group(0) @binding(2) var<storage, read_write> parts: array<f32>; // (PARTS, PART)
@group(1) @binding(0) var<storage, read_write> picked: array<f32>; // (PART)

var<workgroup> candidates: array<Candidate, THREADS>;
var<workgroup> terms: array<vec2f, THREADS>;

// Whether one comes before the other: by logit, the lower id among equals.
fn before(one: Candidate, other: Candidate) -> bool {
    return one.logit > other.logit || (one.logit == other.logit && one.id < other.id);
}

// The first of all threads' candidates.
fn first(thread: u32, mine: Candidate) -> Candidate {
    candidates[thread] = mine;
    workgroupBarrier();
    // Each thread looks at all: a tree of barriers costs more.
    var best = candidates[0];
    for (var i = 1u; i < THREADS; i++) {
        if before(candidates[i], best) { best = candidates[i]; }
    }
    workgroupBarrier();
    return best;
}

// The sum of all threads' terms.
fn summed(thread: u32, mine: vec2f) -> vec2f {
    terms[thread] = mine;
    workgroupBarrier();
    var sum = vec2f();
    for (var i = 0u; i < THREADS; i++) { sum += terms[i]; }
    workgroupBarrier();
    return sum;
}
