// The raw results as Markdown. `node report.mjs results.json` prints it again from the file.

import { readFile } from 'node:fs/promises';
import { NEAR } from './gate.mjs';
import { plain, spread, table } from './markdown.mjs';
import { accounted, decode, decoded, each, firstToken, prefill, run, visitsOf } from './samples.mjs';
import { summary } from './stats.mjs';
import { targets } from './targets.mjs';

/**
 * @typedef {import('./types.d.ts').Results} Results
 * @typedef {import('./types.d.ts').Visit} Visit
 * @typedef {import('./types.d.ts').Attention} Attention
 * @typedef {'cpu' | 'gpu'} Track
 */

const TRACKS = { cpu: 'CPU (wasm)', gpu: 'WebGPU' };
/** @type {[Attention, string][]} */
const CAPTURES = [
  ['none', 'off'],
  ['last', 'last row'],
  ['all', 'all rows'],
];

/** @param {Results} results */
export function report(results) {
  const shapes = [...new Set(results.gates.map(({ shape }) => shape))];
  const parts = [heading(results), targetTable(results)];
  for (const track of /** @type {Track[]} */ (['cpu', 'gpu'])) {
    for (const shape of shapes) parts.push(timings(results, track, shape));
  }
  parts.push(gateTable(results), failures(results), reading(results));
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

/** @param {Results} results */
function heading({ began, ended, command, machine, browser, adapter, versions, checkpoints, visits }) {
  const load = visits.map(visit => visit.load_average);
  const busy = `${plain(summary(load)?.median)} (${plain(Math.min(...load))} to ${plain(Math.max(...load))})`;
  const gibibytes = (machine.memory_bytes / 2 ** 30).toFixed(0);
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  // Only a page can say this one.
  const llama = visits.find(({ engine, facts }) => engine.startsWith('wllama') && facts)?.facts?.version;
  if (llama) named.push(`llama.cpp ${llama} in wllama`);
  const models = checkpoints.map(({ id, shape, sha256 }) => {
    return `${id} (${(shape.parameters / 1e6).toFixed(1)} M, GGUF ${sha256.slice(0, 12)}…)`;
  });
  return `# Side by side

Written by \`run.mjs\` from [results.json](results.json); [README.md](README.md) says what is measured and how.

- When: ${began} to ${ended}, \`${command}\`
- Machine: ${machine.cpu}, ${machine.cores} cores, ${gibibytes} GiB, ${machine.system}
- Load average before a visit: ${load.length > 0 ? busy : '–'}
- Browser: Chromium ${browser.version}, one for all, \`${browser.flags.join(' ')}\`
- WebGPU adapter: ${adapter ? adapterLine(adapter) : 'none'}
- Versions: ${named.join(', ')}
- Checkpoints: ${models.join('; ')}`;
}

/** @param {import('./types.d.ts').Adapter} adapter */
function adapterLine({ vendor, architecture, description, f16, software }) {
  const name = [vendor, architecture, description].filter(Boolean).join(', ');
  const warning = '. **A software adapter: its numbers say nothing about a GPU.**';
  return `${name}; ${f16 ? 'with' : 'without'} f16${software ? warning : ''}`;
}

/** @param {Results} results */
function targetTable(results) {
  const rows = targets(results).map(({ what, wanted, ratio, met }) => {
    const verdict = met === null ? 'not measured' : met ? '**met**' : '**missed**';
    return [what, wanted, spread(ratio, 2), String(ratio?.n ?? 0), verdict];
  });
  return `## Targets

Each round gives a ratio; the median of the rounds is judged, the quartiles stand beside it.

${table(['what', 'wanted', 'ratio', 'rounds', 'verdict'], rows)}`;
}

/**
 * Every number of a track and a shape.
 * @param {Results} results
 * @param {Track} track
 * @param {string} shape
 */
function timings(results, track, shape) {
  const rows = [];
  const costs = [];
  for (const { id, page, label, threads, formats } of results.contenders.filter(
    each => each.track === track,
  )) {
    for (const format of formats) {
      const visits = visitsOf(results, { shape, engine: id, format });
      for (const [attention, capture] of CAPTURES) {
        if (!visits.some(({ runs = [] }) => runs.some(each => each.attention === attention))) continue;
        const name = [label, ...(track === 'cpu' ? [String(threads)] : []), format];
        rows.push([...name, page === 'foregone' ? capture : '–', ...numbers(visits, track, attention)]);
        costs.push(...cost(visits, attention).map(found => [format, capture, ...found]));
      }
    }
  }
  if (rows.length === 0) return '';
  const software = track === 'gpu' && results.adapter?.software ? ', software adapter' : '';
  const name = ['engine', ...(track === 'cpu' ? ['threads'] : []), 'weights', 'capture'];
  const times = ['load, s', 'first token, s', 'prefill 128, tok/s', 'decode at 16, ms', 'decode at 512, ms'];
  const memory = track === 'cpu' ? 'page, MB' : 'page + GPU process, MB';
  const parts = [
    `## ${TRACKS[track]}, ${shape}${software}`,
    table([...name, ...times, memory, 'rounds × tokens'], rows),
  ];
  if (costs.length > 0) {
    const counted = ['weights', 'capture', 'at', 'dispatches', 'submits', 'objects made', 'bytes mapped'];
    parts.push('What a decoded token costs Foregone:', table(counted, costs));
  }
  return parts.join('\n\n');
}

/**
 * The cells of one row.
 * @param {Visit[]} visits
 * @param {Track} track
 * @param {Attention} attention
 */
function numbers(visits, track, attention) {
  /**
   * @param {(visit: Visit) => number | null | undefined} of
   * @param {number} digits
   */
  const cell = (of, digits, unit = 1) => spread(summary(each(visits, of).map(value => value / unit)), digits);
  const tokens = Math.max(0, ...visits.map(visit => decoded(visit, 16, attention).length));
  return [
    cell(({ load_ms }) => load_ms, 2, 1000),
    cell(firstToken, 2, 1000),
    cell(visit => prefill(visit, 128, attention), 1),
    cell(visit => decode(visit, 16, attention), 1),
    cell(visit => decode(visit, 512, attention), 1),
    cell(({ memory }) => memory && memory.page + (track === 'gpu' ? memory.gpu : 0), 0, 1e6),
    `${visits.length} × ${tokens}`,
  ];
}

/**
 * Counts of our engine on a GPU: context, then numbers a token.
 * @param {Visit[]} visits
 * @param {Attention} attention
 */
function cost(visits, attention) {
  return [16, 512].flatMap(context => {
    const counts = each(visits, visit => run(visit, context, attention)?.gpu);
    if (counts.length === 0) return [];
    /** @type {(keyof import('./types.d.ts').GpuCounts)[]} */
    const kinds = ['dispatches', 'submits', 'made', 'read'];
    return [
      [String(context), ...kinds.map(kind => plain(summary(counts.map(count => count[kind]))?.median))],
    ];
  });
}

/** @param {Results} results */
function gateTable({ gates, contenders }) {
  const rows = gates.map(({ shape, format, engine, n, exact, agreed, passed, error }) => {
    const who = contenders.find(({ id }) => id === engine);
    const name = who?.track === 'cpu' ? `${who.label}, threads: ${who.threads}` : (who?.label ?? engine);
    const verdict = passed ? 'timed' : `**not timed**${error ? `: ${error}` : ''}`;
    const of = (/** @type {number} */ count) => (n > 0 ? `${count} / ${n}` : '–');
    return [TRACKS[who?.track ?? 'cpu'], shape, name, format, of(exact), of(agreed), verdict];
  });
  return `## Gate

Each engine reads the same text; after each token its likeliest next id is compared with a reference computed in numpy
from the dequantised values. "Near" allows an id whose logit is within ${NEAR} standard deviations of the best: a near tie.

${table(['track', 'shape', 'engine', 'weights', 'the same id', 'the same or near', 'so it is'], rows)}`;
}

/** @param {Results} results */
function failures({ visits }) {
  const failed = visits.filter(({ error }) => error);
  if (failed.length === 0) return '';
  const line = (/** @type {Visit} */ { shape, engine, format, round, error }) =>
    `- ${shape}, ${engine}, ${format}, round ${round}: ${error}`;
  return `## Visits that failed\n\n${failed.map(line).join('\n')}`;
}

/** @param {Results} results */
function reading({ browser, visits }) {
  const blank = (browser.blank_page_bytes / 1e6).toFixed(0);
  const shares = visits.flatMap(accounted);
  const least = shares.length > 0 ? `${(100 * Math.min(...shares)).toFixed(1)} %` : 'nothing';
  return `## How to read it

- A cell is the median of the rounds, with its quartiles. Each round is a visit to a fresh page; its decode is the median
  of its own tokens, the last column says how many. Prefill and decode are by the engine's own clock; it accounts for
  ${least} or more of the page's time in every pass that decodes.
- First token: from the first fetch in an empty page to the token after a prompt of 16, everything cold, with capture
  where the engine has it. The files come over loopback; Foregone checks their hash.
- Memory: the most that was resident in the page's process (and, on WebGPU, in the GPU's), as Linux counts it (VmHWM).
  It has Chromium's own part in it, ${blank} MB for a blank page, and the file on its way.
- \`f32\` holds the values of \`q8_0\` as f32: onnxruntime-web's wasm decodes faster from these than from blocks
  (MatMulNBits).
- onnxruntime-web's wasm tensors are JavaScript's: the cache is copied out and in for each token, as its users have it.
- wllama is not in the WebGPU tables: it needs f16, which a software adapter lacks.
- WebGPU, 135m at 512 against 16 takes a software adapter too long to be part of each visit: [README.md](README.md#a-long-context-on-webgpu)
  has it.`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [, , path = new URL('results.json', import.meta.url).pathname] = process.argv;
  process.stdout.write(report(JSON.parse(await readFile(path, 'utf8'))));
}
