// Numbers out of the raw results: one for each visit.

import { median } from './stats.mjs';

/**
 * @typedef {{ shape: string, engine: string, format: string }} Entry an engine with a checkpoint
 * @typedef {import('./types.d.ts').Visit} Visit
 * @typedef {import('./types.d.ts').Run} Run
 */

/**
 * An entry's visits that came to their end.
 * @param {import('./types.d.ts').Results} results
 * @param {Entry} entry
 */
export function visitsOf({ visits }, { shape, engine, format }) {
  return visits.filter(
    visit => visit.shape === shape && visit.engine === engine && visit.format === format && !visit.error,
  );
}

/**
 * A visit's pass; the cold one only where there is no other.
 * @param {Visit} visit
 * @param {number} context
 * @param {string} attention
 * @returns {Run | undefined}
 */
export function run({ runs = [] }, context, attention) {
  const fit = runs.filter(each => each.context === context && each.attention === attention);
  return fit.find(each => !each.cold) ?? fit[0];
}

/**
 * Milliseconds for a decoded token: the visit's median. In a cold pass the first token pays for what is compiled, and
 * doesn't count where there are more.
 * @param {Visit} visit
 * @param {number} context
 * @param {string} attention
 */
export function decode(visit, context, attention) {
  return median(decoded(visit, context, attention));
}

/**
 * The samples behind it.
 * @param {Visit} visit
 * @param {number} context
 * @param {string} attention
 * @returns {number[]}
 */
export function decoded(visit, context, attention) {
  const { cold = false, decode_ms = [] } = run(visit, context, attention) ?? {};
  return cold && decode_ms.length > 1 ? decode_ms.slice(1) : decode_ms;
}

/**
 * Prompt tokens a second.
 * @param {Visit} visit
 * @param {number} context
 * @param {string} attention
 */
export function prefill(visit, context, attention) {
  const found = run(visit, context, attention);
  return found && !found.cold ? (1000 * context) / found.prefill_ms : null;
}

/**
 * Milliseconds from the first fetch to the first token after a short prompt, by the page's clock.
 * @param {Visit} visit
 */
export function firstToken({ load_ms = Number.NaN, runs = [] }) {
  const cold = runs.find(each => each.cold);
  return cold ? load_ms + cold.wall_ms - sum(cold.decode_ms) : null;
}

/**
 * How much of the page's time the engine's own clock accounts for, in the passes that decode and aren't cold.
 * @param {Visit} visit
 */
export function accounted({ runs = [] }) {
  const timed = runs.filter(each => !each.cold && each.decode_ms.length > 0);
  return timed.map(({ prefill_ms, decode_ms, wall_ms }) => (prefill_ms + sum(decode_ms)) / wall_ms);
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/**
 * What each visit gives, without those that give nothing.
 * @template T
 * @param {Visit[]} visits
 * @param {(visit: Visit) => T | null | undefined} of
 * @returns {T[]}
 */
export function each(visits, of) {
  return visits.map(of).filter(value => value !== null && value !== undefined);
}

/**
 * For each round in which both have a number: one divided by the other.
 * @param {Visit[]} over
 * @param {Visit[]} under
 * @param {(visit: Visit) => number | null} ofOver
 * @param {(visit: Visit) => number | null} ofUnder
 */
export function ratios(over, under, ofOver, ofUnder) {
  return each(over, visit => {
    const other = under.find(({ round }) => round === visit.round);
    const [above, below] = [ofOver(visit), other ? ofUnder(other) : null];
    return above !== null && below !== null ? above / below : null;
  });
}
