import { createHash } from 'node:crypto';
import type { Playground } from './playground.js';

/** A checkpoint's files by name. */
export type Checkpoint = Map<string, Buffer>;

/** What a worker made of a text. */
export interface Made {
  backend: string;
  logits: number[];
  attention: number[];
  written: number[];
  layers: number;
  /** What the GPU was made to do for a token. */
  gpu: { dispatches: number; submits: number; made: number; read: number } | null;
}

/** Serves checkpoints as models of the page. */
export async function serve(playground: Playground, checkpoints: Map<string, Checkpoint>): Promise<void> {
  const served = new Map<string, Buffer>();
  const models = [...checkpoints].map(([id, files]) => {
    const described = [...files].map(([file, bytes]) => {
      served.set(`${id}/${file}`, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return [file, { bytes: bytes.length, sha256 }] as const;
    });
    const weights = described.find(([file]) => /^model\.(safetensors|gguf|.*index\.json)$/.test(file));
    return {
      id,
      sha256: weights?.[1].sha256,
      files: Object.fromEntries(described),
      shape: { parameters: 0 },
    };
  });
  served.set('manifest.json', Buffer.from(JSON.stringify({ default: models[0]?.id, models })));
  await playground.page.route('**/checkpoints/**', async route => {
    const body = served.get(new URL(route.request().url()).pathname.replace(/^.*\/checkpoints\//, ''));
    await (body ? route.fulfill({ body }) : route.abort());
  });
}

/** What a fresh worker of the page makes of a checkpoint: all of the text's rows, and tokens written greedily after it. */
export function run(
  playground: Playground,
  model: string,
  backend: string,
  tokens: number[],
  written: number,
): Promise<Made> {
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
      const base = new URL('checkpoints/', document.baseURI).href;
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
    { model, backend, tokens, decode: written - 1 },
  );
}
