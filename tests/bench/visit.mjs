// What is done in a fresh page: an engine opened and judged, or opened and timed.

import { prompt, turned } from './plan.mjs';

/**
 * Opens an engine in a page and loads its checkpoint. Returns how long the load took, in milliseconds.
 * @param {import('playwright-core').Page} page
 * @param {string} module
 * @param {import('./types.d.ts').Settings} settings
 * @returns {Promise<number>}
 */
function load(page, module, settings) {
  return page.evaluate(
    async ([module, settings]) => {
      const began = performance.now();
      const { open } = await import(`/pages/${module}.mjs`);
      const engine = open(settings);
      await engine.load();
      Object.assign(globalThis, { engine });
      return performance.now() - began;
    },
    /** @type {const} */ ([module, settings]),
  );
}

/**
 * The likeliest next id after each token.
 * @param {import('playwright-core').Page} page
 * @param {string} module
 * @param {import('./types.d.ts').Settings} settings
 * @param {number[]} tokens
 * @returns {Promise<number[]>}
 */
export async function judge(page, module, settings, tokens) {
  await load(page, module, settings);
  return page.evaluate(tokens => /** @type {any} */ (globalThis).engine.judge(tokens), tokens);
}

/**
 * Times a whole course. Each round starts with another of its warm passes, so that none is always first.
 * @param {import('playwright-core').Page} page
 * @param {string} module
 * @param {import('./types.d.ts').Settings} settings
 * @param {import('./types.d.ts').Course} course
 * @param {number} round
 */
export async function time(page, module, settings, { cold, warm }, round) {
  const load_ms = await load(page, module, settings);
  const runs = [{ cold: true, ...(await run(page, cold)) }];
  for (const pass of turned(warm, round)) runs.push({ cold: false, ...(await run(page, pass)) });
  /** @type {Record<string, unknown>} */
  const facts = await page.evaluate(() => /** @type {any} */ (globalThis).engine.facts());
  return { load_ms, runs, facts };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {import('./types.d.ts').Pass} pass
 * @returns {Promise<Omit<import('./types.d.ts').Run, 'cold'>>}
 */
async function run(page, { context, tokens, attention }) {
  /** @type {import('./types.d.ts').TimeRequest} */
  const request = { tokens: prompt(context), decode: tokens, attention };
  const { timed, wall_ms } = await page.evaluate(async request => {
    /** @type {import('./types.d.ts').Engine} */
    const engine = /** @type {any} */ (globalThis).engine;
    const began = performance.now();
    const timed = await engine.time(request);
    return { timed, wall_ms: performance.now() - began };
  }, request);
  const { prefill: prefill_ms, decode: decode_ms, gpu = null } = timed;
  return { context, attention, prefill_ms, decode_ms, wall_ms, gpu };
}
