// One part out of those that pick.wgsl wrote.

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32) {
    var last = Candidate(-LOWEST, 0u);
    var most = 0.0;
    for (var rank = 0u; rank < TOP; rank++) {
        var best = Candidate(LOWEST, NONE);
        for (var i = thread; i < PARTS * TOP; i += THREADS) {
            let at = i / TOP * PART + i % TOP;
            let one = Candidate(parts[at + TOP], u32(parts[at]));
            if (rank == 0 || before(last, one)) && before(one, best) { best = one; }
        }
        last = first(thread, best);
        if rank == 0 { most = last.logit; }
        if thread == 0 {
            picked[rank] = f32(last.id);
            picked[TOP + rank] = last.logit;
        }
    }
    var term = vec2f();
    for (var i = thread; i < PARTS; i += THREADS) {
        let at = i * PART + 2 * TOP;
        let shift = parts[at] - most;
        term += exp(shift) * vec2f(parts[at + 1], parts[at + 2] + shift * parts[at + 1]);
    }
    let sum = summed(thread, term);
    if thread == 0 {
        picked[2 * TOP] = most;
        picked[2 * TOP + 1] = sum.x;
        picked[2 * TOP + 2] = sum.y;
    }
}
