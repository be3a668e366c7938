// Times our engine and its peers in one headless Chromium: each engine is first held to the reference, then all take
// turns, a fresh page each time. Writes the raw samples and the table. `--help` lists the options.

import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { Browser, FLAGS } from './browser.mjs';
import { agreement, reference } from './gate.mjs';
import { machine, versions } from './machine.mjs';
import { options } from './options.mjs';
import { course, entrants, turned } from './plan.mjs';
import { report } from './report.mjs';
import { site } from './site.mjs';
import { judge, time } from './visit.mjs';

/**
 * @typedef {import('./types.d.ts').Entrant} Entrant
 * @typedef {import('./types.d.ts').Settings} Settings
 */

const asked = options();
if (asked) await bench(asked);

/** @param {NonNullable<ReturnType<typeof options>>} asked */
async function bench({ weights, shapes, rounds, contenders, quick, long, out, report: markdown }) {
  const { origin, close, checkpoints, wasm, settings } = await site(weights);
  const browser = await Browser.launch(origin);
  try {
    const blank = await browser.visit(async () => null);
    /** @type {import('./types.d.ts').Results} */
    const results = {
      began: new Date().toISOString(),
      ended: '',
      command: `node run.mjs ${process.argv.slice(2).join(' ')}`.trim(),
      machine: machine(),
      browser: { version: browser.version, flags: FLAGS, blank_page_bytes: blank.memory.page },
      adapter: await browser.adapter(),
      versions: { ...versions(), wasm },
      checkpoints: checkpoints.filter(({ id }) => shapes.some(shape => id.startsWith(`${shape}-`))),
      contenders,
      gates: [],
      visits: [],
    };
    const how = { quick, long, software: results.adapter?.software ?? false };
    const save = () => writeFile(out, `${JSON.stringify(results, null, 1)}\n`);
    for (const shape of shapes) {
      /** @type {Entrant[]} */
      const fit = [];
      for (const entrant of entrants(contenders, shape, how)) {
        const gate = await gated(browser, weights, settings(entrant), entrant);
        if (gate.passed) fit.push(entrant);
        results.gates.push(say(gate));
        await save();
      }
      for (let round = 0; round < rounds; round += 1) {
        for (const entrant of turned(fit, round)) {
          const visit = await timed(browser, settings(entrant), entrant, course(entrant, how), round);
          results.visits.push(say(visit));
          await save();
        }
      }
    }
    results.ended = new Date().toISOString();
    await save();
    await writeFile(markdown, report(results));
  } finally {
    await browser.close();
    close();
  }
}

/**
 * Whether an engine computes a checkpoint.
 * @param {Browser} browser
 * @param {string} weights
 * @param {Settings} settings
 * @param {Entrant} entrant
 * @returns {Promise<import('./types.d.ts').Gate>}
 */
async function gated(browser, weights, settings, { contender: { id: engine, page: module }, shape, format }) {
  const name = { shape, format, engine };
  try {
    const { tokens, near } = await reference(weights, settings.model);
    const { made } = await browser.visit(page => judge(page, module, settings, tokens));
    return { ...name, ...agreement(made, near) };
  } catch (error) {
    return { ...name, n: 0, exact: 0, agreed: 0, passed: false, error: sentence(error) };
  }
}

/**
 * A visit's numbers, or why there are none.
 * @param {Browser} browser
 * @param {Settings} settings
 * @param {Entrant} entrant
 * @param {import('./types.d.ts').Course} plan
 * @param {number} round
 * @returns {Promise<import('./types.d.ts').Visit>}
 */
async function timed(browser, settings, { contender, shape, format }, plan, round) {
  const visit = { shape, format, engine: contender.id, round, load_average: loadavg()[0] ?? 0 };
  try {
    const { made, memory } = await browser.visit(page => time(page, contender.page, settings, plan, round));
    return { ...visit, ...made, memory };
  } catch (error) {
    return { ...visit, error: sentence(error) };
  }
}

/** @param {unknown} error */
function sentence(error) {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^page\.evaluate: (Error: )?/, '').split('\n')[0] ?? '';
}

/**
 * Tells the terminal, a line of JSON each.
 * @template T
 * @param {T} what
 */
function say(what) {
  process.stderr.write(`${JSON.stringify(what)}\n`);
  return what;
}
