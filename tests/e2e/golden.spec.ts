import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Playground, test } from './playground.js';

// The tests start workers of their own, which the page's policy would refuse.
test.use({ bypassCSP: true });

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

interface Made {
  backend: string;
  logits: number[];
  attention: number[];
  written: number[];
  layers: number;
  /** What the GPU was made to do for a token. */
  gpu: { dispatches: number; submits: number; made: number; read: number } | null;
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

/** Serves the golden checkpoints as models of the page. */
async function serve(playground: Playground): Promise<void> {
  const files = new Map<string, Buffer>();
  const models = names.map(id => {
    const own = readdirSync(join(GOLDEN, id)).filter(file => file !== 'expected.safetensors');
    const described = own.map(file => {
      const bytes = readFileSync(join(GOLDEN, id, file));
      files.set(`${id}/${file}`, bytes);
      return [
        file,
        { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      ] as const;
    });
    const weights = described.find(([file]) => file === 'model.safetensors' || file.endsWith('index.json'));
    return {
      id,
      sha256: weights?.[1].sha256,
      files: Object.fromEntries(described),
      shape: { parameters: 0 },
    };
  });
  files.set('manifest.json', Buffer.from(JSON.stringify({ default: names[0], models })));
  await playground.page.route('**/golden/**', async route => {
    const body = files.get(new URL(route.request().url()).pathname.replace(/^.*\/golden\//, ''));
    await (body ? route.fulfill({ body }) : route.abort());
  });
}

/** What a worker of the page makes of a checkpoint. */
function run(playground: Playground, model: string, backend: string, golden: Golden): Promise<Made> {
  const { tokens, greedy } = golden;
  return playground.page.evaluate(
    async ({ model, backend, tokens, decode }) => {
      const loaded = performance.getEntriesByType('resource').map(entry => entry.name);
      const script = loaded.find(name => /\/worker-[^/]*\.js$/.test(name));
      if (!script) throw new Error('the page loaded no worker');
      const worker = new Worker(script, { type: 'module' });
      // biome-ignore lint/suspicious/noExplicitAny: what comes differs from kind to kind.
      const answer = (kind: string): Promise<any> =>
        new Promise((resolve, reject) => {
          worker.addEventListener('message', function hear({ data: { response } }) {
            if (response.kind === 'failed') reject(new Error(response.problem.sentence));
            if (response.kind !== kind) return;
            worker.removeEventListener('message', hear);
            resolve(response);
          });
        });
      const ask = (request: { kind: string; [setting: string]: unknown }, kind: string) => {
        worker.postMessage({ id: 1, request });
        return answer(kind);
      };
      await answer('ready');
      const base = new URL('golden/', document.baseURI).href;
      const { engine, model: info } = await ask({ kind: 'load', base, model, backend }, 'loaded');
      const { logits, attention } = await ask({ kind: 'trace', tokens }, 'traced');
      const { written, gpu } = await ask({ kind: 'time', tokens, decode, attention: 'none' }, 'timed');
      worker.terminate();
      const { layers } = info;
      return {
        backend: engine.backend,
        logits: [...logits],
        attention: [...attention],
        written,
        layers,
        gpu,
      };
    },
    { model, backend, tokens, decode: greedy.length - 1 },
  );
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
    await serve(playground);
    await playground.open();
    for (const name of names) {
      const golden = expected(name);
      const made = await run(playground, name, backend, golden);
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
