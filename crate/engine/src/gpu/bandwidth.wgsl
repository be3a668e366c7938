// Reads a buffer once, 16 bytes at a time, neighbours side by side; what it finds is only folded so that reading can't be left out.

const THREADS = 256u;

override COUNT: u32; // vec4 in the buffer

@group(0) @binding(0) var<storage, read> numbers: array<vec4u>;
@group(1) @binding(0) var<storage, read_write> folded: array<u32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
    var all = vec4u();
    for (var at = id.x; at < COUNT; at += groups.x * THREADS) { all ^= numbers[at]; }
    if (all.x ^ all.y ^ all.z ^ all.w) != 0 { folded[0] = 1; }
}
