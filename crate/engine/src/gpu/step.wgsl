// What changes from one forward pass to the next; the same for all its dispatches. See `Step` in scratch.rs.
struct Step {
    start: u32,  // position of the first new token
    count: u32,  // new tokens, t
    first: u32,  // the first new token whose logits are wanted
    logits: u32, // how many rows of logits are wanted
    seen: u32,   // the first new token whose attention is wanted
    rows: u32,   // how many rows of attention are wanted
    cut: u32,    // 1 where some edges are cut, 0 otherwise
    pad: u32,
}
