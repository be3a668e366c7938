// Who is timed, and what a visit asks of each.

import { availableParallelism } from 'node:os';

const cores = availableParallelism();

/** @type {import('./types.d.ts').Contender[]} */
export const CONTENDERS = [
  contender('foregone', 'Foregone', 'cpu', 1, ['q8_0', 'q4_0']),
  contender('wllama', 'wllama', 'cpu', 1, ['q8_0', 'q4_0']),
  contender('ort', 'onnxruntime-web wasm', 'cpu', 1, ['q8_0', 'q4_0', 'f32']),
  contender('wllama-threads', 'wllama', 'cpu', cores, ['q8_0']),
  contender('ort-threads', 'onnxruntime-web wasm', 'cpu', cores, ['q8_0', 'f32']),
  contender('foregone-gpu', 'Foregone', 'gpu', 1, ['q8_0', 'q4_0']),
  contender('ort-gpu', 'onnxruntime-web WebGPU', 'gpu', 1, ['q4_0', 'f32']),
];

/**
 * @param {string} id
 * @param {string} label
 * @param {'cpu' | 'gpu'} track
 * @param {number} threads
 * @param {import('./types.d.ts').Format[]} formats
 * @returns {import('./types.d.ts').Contender}
 */
function contender(id, label, track, threads, formats) {
  const [page] = id.split('-');
  if (page !== 'foregone' && page !== 'wllama' && page !== 'ort') throw new Error(`no page for ${id}`);
  return { id, label, page, track, threads, formats };
}

/**
 * @typedef {import('./types.d.ts').Entrant} Entrant
 * @typedef {import('./types.d.ts').Attention} Attention
 * @typedef {{ quick: boolean, long: boolean, software: boolean }} How from --quick, from --long, the adapter's kind
 */

/**
 * What one visit runs.
 * @param {Entrant} entrant
 * @param {How} how
 * @returns {import('./types.d.ts').Course}
 */
export function course(entrant, how) {
  const { contender, shape, format } = entrant;
  const extent = extentOf(entrant, how);
  const ours = contender.page === 'foregone';
  /** @type {Attention} */
  const usual = ours ? 'all' : 'none';
  if (extent === 'cold') return { cold: { context: 16, tokens: 4, attention: usual }, warm: [] };

  /** @type {Attention[]} */
  const modes = ours && extent !== 'least' && format === 'q8_0' ? ['none', 'last', 'all'] : [usual];
  const tokens = how.quick ? 2 : slow(entrant, how) ? 4 : shape === '135m' ? 16 : 32;
  const contexts = extent === 'full' ? [16, 512] : [16];
  const warm = contexts.flatMap(context => modes.map(attention => ({ context, tokens, attention })));
  if (extent !== 'least') warm.push({ context: 128, tokens: 0, attention: usual });
  return { cold: { context: 16, tokens: 1, attention: usual }, warm };
}

/**
 * All contenders with all their formats of a shape. A program that plays the GPU spares the largest: there,
 * onnxruntime-web is no faster with f32, and needs 4 GB.
 * @param {import('./types.d.ts').Contender[]} contenders
 * @param {string} shape
 * @param {How} how
 * @returns {Entrant[]}
 */
export function entrants(contenders, shape, how) {
  const all = contenders.flatMap(contender =>
    contender.formats.map(format => ({ contender, shape, format })),
  );
  return all.filter(entrant => !(slow(entrant, how) && shape === '135m' && entrant.format === 'f32'));
}

/**
 * How much of the course there is time for: both contexts and the prefill, without the longer context, the shorter
 * context alone, or only the cold pass.
 * @param {Entrant} entrant
 * @param {How} how
 * @returns {'full' | 'short' | 'least' | 'cold'}
 */
function extentOf(entrant, how) {
  const { contender, shape, format } = entrant;
  const ours = contender.page === 'foregone';
  if (how.quick) return 'short';
  if (slow(entrant, how) && shape === '135m') return ours ? 'least' : 'cold';
  if (slow(entrant, how) && !ours) return 'short';
  const fastest = format === (contender.page === 'ort' ? 'f32' : 'q8_0');
  return fastest && contender.threads === 1 ? 'full' : 'short';
}

/**
 * Where a program plays the GPU, 135 million weights take seconds for a token.
 * @param {Entrant} entrant
 * @param {How} how
 */
function slow({ contender }, { long, software }) {
  return contender.track === 'gpu' && software && !long;
}

/**
 * Seeded ids for a prompt, among the first that make.py gave letters to (PROMPT_IDS in weights/shape.py).
 * @param {number} count
 */
export function prompt(count) {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647; // Park and Miller's minimal standard generator
    return state % 94;
  });
}

/**
 * Another one goes first each round.
 * @template T
 * @param {T[]} all
 * @param {number} round
 */
export function turned(all, round) {
  const turn = all.length > 0 ? round % all.length : 0;
  return [...all.slice(turn), ...all.slice(0, turn)];
}
