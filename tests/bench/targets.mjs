// What the numbers were wanted to show, and whether they do.

import { decode, each, ratios, visitsOf } from './samples.mjs';
import { summary } from './stats.mjs';

const LARGE = '135m';
const SMALL = '15m';
const FORMAT = 'q8_0';

/**
 * @typedef {import('./types.d.ts').Results} Results
 * @typedef {import('./types.d.ts').Visit} Visit
 * @typedef {{ what: string, wanted: string, ratio: import('./stats.mjs').Summary | null, met: boolean | null }} Verdict
 */

/**
 * @param {Results} results
 * @returns {Verdict[]}
 */
export function targets(results) {
  return [...againstPeers(results), ...againstItself(results)];
}

/** @param {Results} results */
function againstPeers(results) {
  const of = (/** @type {string} */ engine, format = FORMAT) =>
    visitsOf(results, { shape: LARGE, engine, format });
  const form = fastestForm(results, 'ort-gpu');
  const cpu = [16, 512].map(context =>
    atLeast(
      1.3,
      `CPU, ${LARGE}: decode at ${context}, wllama ÷ Foregone with all capture, ${FORMAT}, one thread each`,
      ratios(of('wllama'), of('foregone'), at(context), at(context, 'all')),
    ),
  );
  const gpu = [FORMAT, 'q4_0'].map(format =>
    atLeast(
      20,
      `WebGPU, ${LARGE}: decode at 16, onnxruntime-web (${form}) ÷ Foregone with all capture (${format})`,
      ratios(of('ort-gpu', form), of('foregone-gpu', format), at(16), at(16, 'all')),
    ),
  );
  return [...cpu, ...gpu];
}

/** @param {Results} results */
function againstItself(results) {
  return [
    { engine: 'foregone', track: 'CPU' },
    { engine: 'foregone-gpu', track: 'WebGPU' },
  ].flatMap(({ engine, track }) => {
    // A program that plays the GPU is too slow for long contexts of the large shape.
    const of = (/** @type {string} */ shape) => visitsOf(results, { shape, engine, format: FORMAT });
    const long = (/** @type {string} */ shape) => each(of(shape), at(512)).length > 0;
    const shape = long(LARGE) || !long(SMALL) ? LARGE : SMALL;
    const [visits, where] = [of(shape), `${track}, ${shape}`];
    return [
      atMost(
        1.05,
        `${where}: decode at 512, all capture ÷ none, ${FORMAT}`,
        ratios(visits, visits, at(512, 'all'), at(512)),
      ),
      atMost(
        1.25,
        `${where}: decode at 512 ÷ at 16, all capture, ${FORMAT}`,
        ratios(visits, visits, at(512, 'all'), at(16, 'all')),
      ),
    ];
  });
}

/**
 * A visit's time for a token.
 * @param {number} context
 */
function at(context, attention = 'none') {
  return (/** @type {Visit} */ visit) => decode(visit, context, attention);
}

/**
 * The format in which a peer decodes fastest here.
 * @param {Results} results
 * @param {string} engine
 */
function fastestForm(results, engine) {
  const formats = results.contenders.find(({ id }) => id === engine)?.formats ?? [];
  const timed = formats.map(format => {
    const visits = visitsOf(results, { shape: LARGE, engine, format });
    return { format, ms: summary(each(visits, at(16)))?.median ?? Infinity };
  });
  return timed.toSorted((a, b) => a.ms - b.ms)[0]?.format ?? 'q4_0';
}

/**
 * @param {number} bound
 * @param {string} what
 * @param {number[]} samples
 * @returns {Verdict}
 */
function atLeast(bound, what, samples) {
  const ratio = summary(samples);
  return { what, wanted: `≥ ${bound}`, ratio, met: ratio && ratio.median >= bound };
}

/**
 * @param {number} bound
 * @param {string} what
 * @param {number[]} samples
 * @returns {Verdict}
 */
function atMost(bound, what, samples) {
  const ratio = summary(samples);
  return { what, wanted: `≤ ${bound}`, ratio, met: ratio && ratio.median <= bound };
}
