// The likeliest of some of the vocabulary. A workgroup takes SHARE tokens and writes a part: its likeliest in order, their logits, the
// largest logit m, and the sums of exp(l − m) and of exp(l − m)·(l − m), from which the entropy follows.

const SHARE = 1024u;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
    let row = (step.logits - 1) * STRIDE;
    let end = min((group.x + 1) * SHARE, VOCAB);
    let part = group.x * PART;

    var last = Candidate(-LOWEST, 0u);
    var most = 0.0;
    for (var rank = 0u; rank < TOP; rank++) {
        var best = Candidate(LOWEST, NONE);
        for (var id = group.x * SHARE + thread; id < end; id += THREADS) {
            let one = Candidate(logits[row + id], id);
            if (rank == 0 || before(last, one)) && before(one, best) { best = one; }
        }
        last = first(thread, best);
        if rank == 0 { most = last.logit; }
        if thread == 0 {
            parts[part + rank] = f32(last.id);
            parts[part + TOP + rank] = last.logit;
        }
    }
    var term = vec2f();
    for (var id = group.x * SHARE + thread; id < end; id += THREADS) {
        let gap = logits[row + id] - most;
        term += exp(gap) * vec2f(1.0, gap);
    }
    let sum = summed(thread, term);
    if thread == 0 {
        parts[part + 2 * TOP] = most;
        parts[part + 2 * TOP + 1] = sum.x;
        parts[part + 2 * TOP + 2] = sum.y;
    }
}
