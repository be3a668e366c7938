// Two ways to do the same, turn by turn in one page, so that whatever else the machine is doing falls on both: what a long
// context costs our engine on a GPU, whichever plays it. `node turns.mjs` writes every sample to turns.json and the ratios to
// TURNS.md.

import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Browser, FLAGS } from './browser.mjs';
import { machine, versions } from './machine.mjs';
import { spread, table } from './markdown.mjs';
import { CONTENDERS, prompt, turned } from './plan.mjs';
import { site } from './site.mjs';
import { median, summary } from './stats.mjs';

/**
 * @typedef {{ engine: string, context: number }} Way
 * @typedef {Way & { round: number, load_average: number, prefill_ms: number, decode_ms: number[] }} Sample
 * @typedef {{ what: string, over: Way, under: Way }} Ratio
 */

const SHAPE = '135m';
const FORMAT = 'q8_0';
const here = new URL('.', import.meta.url).pathname;

/** What takes turns: ways that share a page, how many tokens each decodes, and what is divided by what. */
const SERIES = {
  gpu: {
    tokens: 8,
    ratios: [
      {
        what: 'WebGPU, decode: at 512 ÷ at 16',
        over: { engine: 'foregone-gpu', context: 512 },
        under: { engine: 'foregone-gpu', context: 16 },
      },
    ],
  },
};

const { values } = parseArgs({
  options: {
    weights: { type: 'string', default: `${here}../../target/bench/weights` },
    rounds: { type: 'string', default: '9' },
    series: { type: 'string', default: 'gpu' },
    out: { type: 'string', default: `${here}turns.json` },
    report: { type: 'string', default: `${here}TURNS.md` },
  },
});
const { origin, close, wasm, settings } = await site(values.weights);
const browser = await Browser.launch(origin);
try {
  const results = {
    command: `node turns.mjs ${process.argv.slice(2).join(' ')}`.trim(),
    began: new Date().toISOString(),
    ended: '',
    machine: machine(),
    browser: { version: browser.version, flags: FLAGS },
    adapter: await browser.adapter(),
    versions: { ...versions(), wasm },
    /** @type {Sample[]} */
    samples: [],
  };
  for (const [name, { tokens, ratios }] of Object.entries(SERIES)) {
    if (!values.series.split(',').includes(name)) continue;
    const save = async (/** @type {Sample} */ sample) => {
      results.samples.push(sample);
      results.ended = new Date().toISOString();
      await writeFile(values.out, `${JSON.stringify(results, null, 1)}\n`);
      process.stderr.write(`${JSON.stringify(sample)}\n`);
    };
    await browser.visit(page => takeTurns(page, ratios, tokens, Number(values.rounds), save));
  }
} finally {
  await browser.close();
  close();
}
await writeFile(values.report, report(JSON.parse(await readFile(values.out, 'utf8'))));

/**
 * Opens each engine once, then lets all ways take turns. Another goes first each round; the first round warms up.
 * @param {import('playwright-core').Page} page
 * @param {Ratio[]} ratios
 * @param {number} tokens
 * @param {number} rounds
 * @param {(sample: Sample) => Promise<void>} save
 */
async function takeTurns(page, ratios, tokens, rounds, save) {
  const ways = ratios.flatMap(({ over, under }) => [over, under]);
  for (const id of new Set(ways.map(({ engine }) => engine))) {
    const contender = CONTENDERS.find(each => each.id === id);
    if (!contender) throw new Error(`there is no engine ${id}`);
    await page.evaluate(
      async ([module, id, settings]) => {
        const { open } = await import(`/pages/${module}.mjs`);
        const engine = open(settings);
        await engine.load();
        Object.assign(globalThis, { [id]: engine });
      },
      /** @type {const} */ ([contender.page, id, settings({ contender, shape: SHAPE, format: FORMAT })]),
    );
  }
  for (let round = 0; round <= rounds; round += 1) {
    for (const { engine, context } of turned(ways, round)) {
      /** @type {import('./types.d.ts').TimeRequest} */
      const request = { tokens: prompt(context), decode: tokens, attention: 'all' };
      /** @type {import('./types.d.ts').Timed} */
      const { prefill, decode } = await page.evaluate(
        ([id, request]) => /** @type {any} */ (globalThis)[id].time(request),
        /** @type {const} */ ([engine, request]),
      );
      const load_average = loadavg()[0] ?? 0;
      if (round > 0)
        await save({ engine, context, round, load_average, prefill_ms: prefill, decode_ms: decode });
    }
  }
}

/**
 * The ratios as Markdown.
 * @param {any} results
 */
function report({ command, began, ended, machine, browser, adapter, versions, samples }) {
  /** @param {Way} way */
  const of = way =>
    samples.filter(
      (/** @type {Sample} */ { engine, context }) => engine === way.engine && context === way.context,
    );
  /** @param {Way} way */
  const times = way => of(way).map((/** @type {Sample} */ { decode_ms }) => median(decode_ms) ?? Number.NaN);
  const rows = Object.values(SERIES)
    .flatMap(({ ratios }) => /** @type {Ratio[]} */ (ratios))
    .filter(({ over }) => of(over).length > 0)
    .map(({ what, over, under }) => {
      const [above, below] = [times(over), times(under)];
      const ratios = above.map(
        (/** @type {number} */ ms, /** @type {number} */ at) => ms / (below[at] ?? Number.NaN),
      );
      const cells = [ratios, above, below].map(numbers => summary(numbers));
      return [
        what,
        spread(cells[0] ?? null, 2),
        spread(cells[1] ?? null, 1),
        spread(cells[2] ?? null, 1),
        String(ratios.length),
      ];
    });
  const load = summary(samples.map((/** @type {Sample} */ { load_average }) => load_average));
  return `# In turns

Written by \`turns.mjs\` from [turns.json](turns.json), which has every sample. Ways to do the same take turns in one page, after a round
that warms up: each ratio is of medians of one round's tokens, the cells are medians of the rounds with their quartiles.
SmolLM2-135M's shape in Q8_0, all attention rows read.

${table(['what', 'ratio', 'the first, ms', 'the second, ms', 'rounds'], rows)}

- When: ${began} to ${ended}, \`${command}\`
- Machine: ${machine.cpu}, ${machine.cores} cores; load average ${spread(load, 1)} (of all programs, this one with them)
- Browser: Chromium ${browser.version}; WebGPU adapter: ${adapter ? `${adapter.vendor}, ${adapter.architecture}` : 'none'}
- Versions: foregone ${versions.foregone}, ${versions.wasm}
`;
}
