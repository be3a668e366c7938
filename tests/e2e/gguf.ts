/** How a matrix is stored: whole numbers in blocks of 32 with a scale each. */
export type Format = 'q8_0' | 'q4_0';

/** The small Llama that is written: two layers, four heads on two key/value heads. */
const HIDDEN = 64;
const INNER = 96;
const HEAD = 16;
const LAYERS = 2;

/** Ids and sizes of ggml's types; a block is a scale in f16 and 32 numbers. */
const TYPES = {
  f32: { id: 0, numbers: 1, bytes: 4 },
  q4_0: { id: 2, numbers: 32, bytes: 18 },
  q8_0: { id: 8, numbers: 32, bytes: 34 },
} as const;

/** A GGUF file (version 3, ggml's docs/gguf.md) of seeded random weights, matrices in `format`. */
export function gguf(format: Format, vocab: number): Buffer {
  const random = numbers(7);
  const metadata: [string, number | string | { real: number }][] = [
    ['general.architecture', 'llama'],
    ['llama.context_length', 64],
    ['llama.embedding_length', HIDDEN],
    ['llama.block_count', LAYERS],
    ['llama.feed_forward_length', INNER],
    ['llama.attention.head_count', 4],
    ['llama.attention.head_count_kv', 2],
    ['llama.attention.layer_norm_rms_epsilon', { real: 1e-5 }],
    ['llama.rope.freq_base', { real: 10_000 }],
    ['llama.rope.dimension_count', HEAD],
  ];
  const tensors = shapes(vocab).map(([name, shape]) => {
    const type = TYPES[shape.length === 1 ? 'f32' : format];
    const count = shape.reduce((product, size) => product * size, 1) / type.numbers;
    return {
      name,
      shape,
      type,
      data: Buffer.concat(Array.from({ length: count }, () => part(type, random))),
    };
  });

  const head: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length)];
  for (const [key, value] of metadata) head.push(text(key), ...setting(value));
  let offset = 0;
  for (const { name, shape, type, data } of tensors) {
    // The innermost size comes first.
    head.push(text(name), u32(shape.length), ...shape.toReversed().map(u64), u32(type.id), u64(offset));
    offset += aligned(data).length;
  }
  return Buffer.concat([aligned(Buffer.concat(head)), ...tensors.map(({ data }) => aligned(data))]);
}

function shapes(vocab: number): [string, number[]][] {
  const layer = (index: number): [string, number[]][] => [
    [`blk.${index}.attn_norm.weight`, [HIDDEN]],
    [`blk.${index}.attn_q.weight`, [4 * HEAD, HIDDEN]],
    [`blk.${index}.attn_k.weight`, [2 * HEAD, HIDDEN]],
    [`blk.${index}.attn_v.weight`, [2 * HEAD, HIDDEN]],
    [`blk.${index}.attn_output.weight`, [HIDDEN, 4 * HEAD]],
    [`blk.${index}.ffn_norm.weight`, [HIDDEN]],
    [`blk.${index}.ffn_gate.weight`, [INNER, HIDDEN]],
    [`blk.${index}.ffn_up.weight`, [INNER, HIDDEN]],
    [`blk.${index}.ffn_down.weight`, [HIDDEN, INNER]],
  ];
  return [
    ['token_embd.weight', [vocab, HIDDEN]],
    ['output_norm.weight', [HIDDEN]],
    ['output.weight', [vocab, HIDDEN]],
    ...Array.from({ length: LAYERS }, (_, index) => layer(index)).flat(),
  ];
}

/** A block of any whole numbers, with a scale that makes them about 0.2 at most; or a factor between 0.5 and 1.5. */
function part(type: (typeof TYPES)[keyof typeof TYPES], random: () => number): Buffer {
  const bytes = Buffer.alloc(type.bytes);
  if (type === TYPES.f32) {
    bytes.writeFloatLE(0.5 + random());
    return bytes;
  }
  for (let at = 2; at < bytes.length; at += 1) bytes[at] = Math.floor(random() * 256);
  // 2^-10 or 2^-6 in f16, and any mantissa.
  bytes.writeUInt16LE((type === TYPES.q8_0 ? 0x1400 : 0x2400) + Math.floor(random() * 1024));
  return bytes;
}

/** Numbers in 0 … 1, by Park and Miller's minimal standard generator. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function setting(value: number | string | { real: number }): Buffer[] {
  if (typeof value === 'string') return [u32(8), text(value)];
  if (typeof value === 'number') return [u32(4), u32(value)];
  const real = Buffer.alloc(4);
  real.writeFloatLE(value.real);
  return [u32(6), real];
}

function text(value: string): Buffer {
  return Buffer.concat([u64(value.length), Buffer.from(value)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** With zeros behind, to a multiple of 32 bytes. */
function aligned(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 31)]);
}
