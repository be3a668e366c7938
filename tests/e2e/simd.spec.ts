import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gguf } from './gguf.js';
import { expect, test } from './playground.js';
import { type Checkpoint, run, serve } from './worker.js';

/** Any of the golden checkpoints' tokenizers: 61 words. */
const TOKENIZER = readFileSync(join(import.meta.dirname, '../golden/mha-tied/tokenizer.json'));
const VOCABULARY = 61;
const TOKENS = [3, 1, 4, 1, 5, 9, 2, 6, 53, 58, 60, 0, 7];

test('with relaxed SIMD and without, quantised checkpoints give the same to the last bit', async ({
  playground,
}) => {
  const checkpoint = (format: 'q8_0' | 'q4_0'): Checkpoint =>
    new Map([
      ['model.gguf', gguf(format, VOCABULARY)],
      ['tokenizer.json', TOKENIZER],
    ]);
  const formats = ['q8_0', 'q4_0'] as const;
  await serve(playground, new Map(formats.map(format => [format, checkpoint(format)])));
  let fetched: string[] = [];
  playground.page.on('request', request => {
    const [, name] = /\/(foregone_web\w*)_bg-[^/]*\.wasm$/.exec(request.url()) ?? [];
    if (name) fetched.push(name);
  });
  const made = async () => {
    fetched = [];
    const all = [];
    for (const format of formats) all.push(await run(playground, format, 'cpu', TOKENS, 12));
    return { all, builds: new Set(fetched) };
  };

  await playground.open();
  const relaxed = await made();
  expect(relaxed.builds).toEqual(new Set(['foregone_web_relaxed']));

  // A browser that doesn't know the instruction calls the probe invalid.
  await playground.page.route(/\/worker-[^/]*\.js$/, async route => {
    const response = await route.fetch();
    const body = `WebAssembly.validate = () => false;\n${await response.text()}`;
    await route.fulfill({ response, body });
  });
  const plain = await made();
  expect(plain.builds).toEqual(new Set(['foregone_web']));

  expect(relaxed.all).toEqual(plain.all);
  for (const { logits, attention, written } of relaxed.all) {
    expect(new Set(logits).size).toBeGreaterThan(TOKENS.length * VOCABULARY * 0.9);
    expect(attention).toHaveLength(2 * 4 * TOKENS.length ** 2);
    expect(written).toHaveLength(12);
  }
});
