// What is served to the pages, and how each is opened.

import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { serve } from './server.mjs';

const here = new URL('.', import.meta.url).pathname;
const built = resolve(here, '../../www/dist');

/**
 * Serves the pages, the built engine, the peers' packages and the weights.
 * @param {string} weights
 */
export async function site(weights) {
  const { origin, close } = await serve({
    pages: `${here}pages`,
    foregone: built,
    wllama: `${here}node_modules/@wllama/wllama/esm`,
    ort: `${here}node_modules/onnxruntime-web/dist`,
    weights: resolve(weights),
  });
  const worker = `${origin}/foregone/assets/${asset(/^worker-.*\.js$/)}`;
  const wasm = asset(/^foregone_web_bg-.*\.wasm$/);
  const known = await checkpoints(weights);

  /**
   * How a page is opened.
   * @param {import('./types.d.ts').Entrant} entrant
   * @returns {import('./types.d.ts').Settings}
   */
  const settings = ({ contender: { threads, track }, shape, format }) => {
    const checkpoint = known.find(({ id }) => id.startsWith(`${shape}-`));
    if (!checkpoint) throw new Error(`the weights hold no ${shape}: run make.py --shape ${shape}`);
    const model = `${shape}-${format}`;
    return {
      weights: `${origin}/weights`,
      model,
      shape: checkpoint.shape,
      threads,
      gpu: track === 'gpu',
      worker,
    };
  };
  return { origin, close, checkpoints: known, wasm, settings };
}

/**
 * A file of the built page; its name has its hash in it.
 * @param {RegExp} like
 */
function asset(like) {
  const name = readdirSync(`${built}/assets`).find(each => like.test(each));
  if (!name) throw new Error(`${built} holds no ${like}: run cargo xtask build`);
  return name;
}

/**
 * The manifest's checkpoints.
 * @param {string} weights
 * @returns {Promise<import('./types.d.ts').Checkpoint[]>}
 */
async function checkpoints(weights) {
  const { models } = JSON.parse(await readFile(`${weights}/manifest.json`, 'utf8'));
  return models.map((/** @type {any} */ { id, sha256, bytes, shape }) => ({ id, sha256, bytes, shape }));
}
