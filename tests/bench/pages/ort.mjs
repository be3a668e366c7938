// onnxruntime-web, on wasm or WebGPU, with the cache as past and present tensors.

/** How many of the last positions are judged one token at a time, through the cache; the others all at once. */
const STEPS = 2;

/**
 * @param {import('../types.d.ts').Settings} settings
 * @returns {import('../types.d.ts').Engine}
 */
export function open({ weights, model, shape, threads, gpu }) {
  const parts = Array.from({ length: shape.layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
  /** @type {any} */
  let ort;
  /** @type {any} */
  let session;

  /** A sequence: its cache, and how many tokens are in it. */
  const fresh = () => {
    const nothing = () =>
      new ort.Tensor('float32', new Float32Array(0), [1, shape.kv_heads, 0, shape.head_dim]);
    return { length: 0, cache: Object.fromEntries(parts.map(part => [part, nothing()])) };
  };

  /**
   * Feeds tokens and returns the likeliest next id after each of the last `wanted`.
   * @param {ReturnType<typeof fresh>} sequence
   * @param {number[]} tokens
   * @param {number} wanted
   */
  const extend = async (sequence, tokens, wanted) => {
    sequence.length += tokens.length;
    const whole = (/** @type {number[]} */ numbers) => BigInt64Array.from(numbers, BigInt);
    const positions = Array.from({ length: wanted }, (_, at) => tokens.length - wanted + at);
    const results = await session.run({
      input_ids: new ort.Tensor('int64', whole(tokens), [1, tokens.length]),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(sequence.length).fill(1n), [
        1,
        sequence.length,
      ]),
      positions: new ort.Tensor('int64', whole(positions), [wanted]),
      ...Object.fromEntries(parts.map(part => [`past.${part}`, sequence.cache[part]])),
    });
    forget(sequence);
    for (const part of parts) sequence.cache[part] = results[`present.${part}`];
    const logits = results.logits.data;
    return positions.map((_, row) => argmax(logits.subarray(row * shape.vocab, (row + 1) * shape.vocab)));
  };

  return {
    async load() {
      ort = await import(gpu ? '/ort/ort.webgpu.bundle.min.mjs' : '/ort/ort.wasm.bundle.min.mjs');
      ort.env.wasm.wasmPaths = '/ort/';
      ort.env.wasm.numThreads = threads;
      ort.env.logLevel = 'error';
      const response = await fetch(`${weights}/${model}/model.onnx`);
      if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
      const where = Object.fromEntries(parts.map(part => [`present.${part}`, gpu ? 'gpu-buffer' : 'cpu']));
      session = await ort.InferenceSession.create(new Uint8Array(await response.arrayBuffer()), {
        executionProviders: [gpu ? 'webgpu' : 'wasm'],
        preferredOutputLocation: where,
      });
    },

    async judge(tokens) {
      const sequence = fresh();
      const together = tokens.length - STEPS;
      const top = await extend(sequence, tokens.slice(0, together), together);
      for (const token of tokens.slice(together)) top.push(...(await extend(sequence, [token], 1)));
      forget(sequence);
      return top;
    },

    async time({ tokens, decode }) {
      const sequence = fresh();
      const times = [];
      let next = tokens;
      for (let step = 0; step <= decode; step += 1) {
        const began = performance.now();
        next = await extend(sequence, next, 1);
        times.push(performance.now() - began);
      }
      forget(sequence);
      const [prefill = 0, ...rest] = times;
      return { prefill, decode: rest };
    },

    async facts() {
      return { version: ort.env.versions.web, threads: ort.env.wasm.numThreads };
    },
  };
}

/** @param {{ cache: Record<string, any> }} sequence */
function forget({ cache }) {
  for (const tensor of Object.values(cache)) tensor.dispose();
}

/** @param {Float32Array} logits */
function argmax(logits) {
  let best = 0;
  let most = -Infinity;
  for (let id = 0; id < logits.length; id += 1) {
    const logit = /** @type {number} */ (logits[id]);
    if (logit > most) [best, most] = [id, logit];
  }
  return best;
}
