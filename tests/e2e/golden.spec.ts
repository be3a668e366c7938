import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './playground.js';
import { type Checkpoint, run, serve } from './worker.js';

const GOLDEN = join(import.meta.dirname, '../golden');

/** How far off each backend may be from Hugging Face Transformers. */
const BACKENDS = {
  cpu: { logits: 1e-4, attention: 1e-5 },
  gpu: { logits: 1e-3, attention: 1e-4 },
} as const;

interface Golden {
  tokens: number[];
  logits: number[];
  attention: number[];
  greedy: number[];
}

const names = readdirSync(GOLDEN, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => entry.name);

/** What a safetensors file of f32 and i64 holds. */
function expected(name: string): Golden {
  const bytes = readFileSync(join(GOLDEN, name, 'expected.safetensors'));
  const header = Number(bytes.readBigUInt64LE(0));
  const tensors = JSON.parse(bytes.toString('utf8', 8, 8 + header)) as Record<
    string,
    { dtype: string; data_offsets: [number, number] }
  >;
  const numbers = (tensor: string): number[] => {
    const found = tensors[tensor];
    if (!found) throw new Error(`${name} expects no ${tensor}`);
    const [start, end] = found.data_offsets;
    const part = bytes.buffer.slice(
      bytes.byteOffset + 8 + header + start,
      bytes.byteOffset + 8 + header + end,
    );
    return found.dtype === 'I64' ? Array.from(new BigInt64Array(part), Number) : [...new Float32Array(part)];
  };
  return {
    tokens: numbers('tokens'),
    logits: numbers('logits'),
    attention: numbers('attention'),
    greedy: numbers('greedy'),
  };
}

/** A golden checkpoint's files, without what is expected of it. */
function files(name: string): Checkpoint {
  const own = readdirSync(join(GOLDEN, name)).filter(file => file !== 'expected.safetensors');
  return new Map(own.map(file => [file, readFileSync(join(GOLDEN, name, file))]));
}

/** The largest difference; infinite where one of them is no number. */
function distance(one: number[], other: number[]): number {
  expect(one).toHaveLength(other.length);
  const gaps = one.map((value, index) => Math.abs(value - (other[index] ?? Number.NaN)));
  return gaps.reduce((worst, gap) => (gap <= worst ? worst : Number.isNaN(gap) ? Infinity : gap), 0);
}

test('there are golden checkpoints', () => {
  expect(names.length).toBeGreaterThanOrEqual(5);
});

for (const [backend, most] of Object.entries(BACKENDS)) {
  test(`in the worker, on the ${backend}, each golden checkpoint does as Transformers does`, async ({
    playground,
  }) => {
    await serve(playground, new Map(names.map(name => [name, files(name)])));
    await playground.open();
    for (const name of names) {
      const golden = expected(name);
      const made = await run(playground, name, backend, golden.tokens, golden.greedy.length);
      // No quiet fallback: where there is no adapter, this fails.
      expect(made.backend, name).toBe(backend);
      expect(distance(made.logits, golden.logits), `logits of ${name}`).toBeLessThanOrEqual(most.logits);
      expect(distance(made.attention, golden.attention), `attention of ${name}`).toBeLessThanOrEqual(
        most.attention,
      );
      expect(made.written, name).toEqual(golden.greedy);
      // The sixteen likeliest tokens and three sums come back, and nothing is made for a token.
      const cost = { dispatches: 6 * made.layers + 4, submits: 1, made: 0, read: 140 };
      expect(made.gpu, name).toEqual(backend === 'gpu' ? cost : null);
    }
  });
}
