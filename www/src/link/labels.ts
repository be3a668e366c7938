/** What was done to a recorded run, a short label each, as `conditions` of `crate/lab` says it of one that the engine holds. */
import { SPAN_WORDS } from 'virtual:tables';

/** How many forced words are quoted, and how many cuts described. */
const SHOWN = 3;
/** How many stretches of tokens, layers or heads are named one by one. */
const STRETCHES = 4;

/** A link may name a part that there is none of. */
const PLACES: Readonly<Record<string, string>> = SPAN_WORDS;

type Data = Record<string, unknown>;

/** What a label is made of: strangers' data that nothing has checked. */
export interface Conditions {
  /** The words that are not the model's own choice. */
  forced: readonly string[];
  interventions: readonly unknown[];
  /** The answer that a note states. */
  note: string | null;
  sampling: unknown;
}

/**
 * A label for each thing that was done to a run.
 *
 * @throws {TypeError} where the data is none of an experiment's.
 */
export function labelsOf({ forced, interventions, note, sampling }: Conditions): string[] {
  const cuts = [...new Set(interventions.map(cutLabel))].sort();
  const more = cuts.length - SHOWN;
  return [
    ...forcedLabel(forced),
    ...cuts.slice(0, SHOWN),
    ...(more > 0 ? [`Cut: ${more} more connection${more === 1 ? '' : 's'}`] : []),
    ...(note === null ? [] : [`Note: the answer is ${note}.`]),
    ...sampledLabel((sampling ?? {}) as Data),
  ];
}

function forcedLabel(words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const quoted = words.slice(0, SHOWN).map(word => (word.trim() ? `“${word.trim()}”` : 'a space'));
  const more = words.length - SHOWN;
  if (more > 0) quoted.push(`${more} more`);
  return [`${words.length === 1 ? 'Forced' : `${words.length} words forced`}: ${listed(quoted)}`];
}

/** Whether any of these cuts a connection. */
export function cutsAny(interventions: readonly unknown[]): boolean {
  return interventions.some(one => !namesNoWords(one) && !namesNoHeads(one));
}

function namesNoWords(one: unknown): boolean {
  const { from, to } = one as Data;
  return [from, to].some(place => positions(place)?.length === 0);
}

function namesNoHeads(one: unknown): boolean {
  const { layers, heads } = one as Data;
  return [layers, heads].some(pick => only(pick)?.length === 0);
}

function cutLabel(one: unknown): string {
  const { from, to, layers, heads } = one as Data;
  if (namesNoWords(one)) return 'Cut: nothing, for it names no words';
  if (namesNoHeads(one)) return 'Cut: nothing, for it names no layers or no heads';
  return `Cut: ${placeName(from)} can't look at ${placeName(to)}, ${reach(layers, heads)}`;
}

function placeName(place: unknown): string {
  const some = positions(place);
  if (some) return `${numbered('token', some)} of the text`;
  const span = String((place as Data).span);
  return Object.hasOwn(PLACES, span) ? (PLACES[span] ?? fail()) : fail();
}

/** “in all layers and heads”, “in layer 2, heads 1 and 3”. */
function reach(layers: unknown, heads: unknown): string {
  const [someLayers, someHeads] = [only(layers), only(heads)];
  if (!someLayers && !someHeads) return 'in all layers and heads';
  return `in ${someLayers ? numbered('layer', someLayers) : 'all layers'}, ${someHeads ? numbered('head', someHeads) : 'all heads'}`;
}

/** “layer 2”, “tokens 3 to 5 and 9”; where they are too scattered, “40 tokens between 3 and 210”. Counted from 1. */
function numbered(noun: string, some: readonly number[]): string {
  const numbers = [...new Set(some)].sort((a, b) => a - b).map(index => index + 1);
  const stretches: [number, number][] = [];
  for (const one of numbers) {
    const last = stretches.at(-1);
    if (last && last[1] + 1 === one) last[1] = one;
    else stretches.push([one, one]);
  }
  if (stretches.length > STRETCHES)
    return `${numbers.length} ${noun}s between ${numbers[0]} and ${numbers.at(-1)}`;
  const said = stretches.flatMap(([first, last]) => {
    if (last === first) return [`${first}`];
    return last === first + 1 ? [`${first}`, `${last}`] : [`${first} to ${last}`];
  });
  return `${noun}${numbers.length === 1 ? '' : 's'} ${listed(said)}`;
}

function sampledLabel({ kind, temperature, top_k: k, top_p: p, seed }: Data): string[] {
  if (kind !== 'sample') return [];
  const parts = [
    `temperature ${temperature}`,
    ...(k == null ? [] : [`top-k ${k}`]),
    ...(p == null ? [] : [`top-p ${p}`]),
    `seed ${seed}`,
  ];
  return [`Sampled: ${parts.join(', ')}`];
}

function positions(place: unknown): number[] | null {
  const { positions: some } = place as Data;
  return some === undefined ? null : whole(some);
}

function only(pick: unknown): number[] | null {
  return pick === 'all' ? null : whole((pick as Data).only);
}

function whole(some: unknown): number[] {
  if (!Array.isArray(some) || !some.every(Number.isSafeInteger)) return fail();
  return some;
}

function fail(): never {
  throw new TypeError('no experiment');
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
