// Rows of the embedding table: x[t] = W[token t].

override WIDTH: u32; // of a row, in vec4

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read_write> x: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
    let at = id.x;
    let token = id.y;
    if at < WIDTH && token < step.count {
        x[token * WIDTH + at] = weight(tokens[token] * WIDTH + at);
    }
}
