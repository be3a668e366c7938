import type { HeadSelection, SpanWeight, Token } from '../engine/protocol.js';
import type { AttentionSelection, Seen } from '../state/attention.js';
import { listed, percent, SPAN_NAMES } from './format.js';

/** How many parts of the text the sentence names. */
const NAMED = 3;

/** From so many times the mean on, a word is named among the strongest. */
const WORTH_NAMING = 1.5;

/** The marks of the scale of shades, in times the mean of the row. It is fixed: it never stretches to the data. */
export const SCALE: readonly number[] = [0, 1, 2, 4, 8];

/** Whether weights are the largest of several heads, so that they do not add up. */
export function isLargest({ layer, head }: Pick<AttentionSelection, 'layer' | 'head'>): boolean {
  return layer === 'max' || head === 'max';
}

/** “the mean of all heads”, “head 2 in layer 3”… Layers and heads are counted from 1 where people read them. */
export function headsNamed(layer: HeadSelection, head: HeadSelection): string {
  const heads = typeof head === 'number' ? `head ${head + 1}` : `the ${head} of the heads`;
  if (typeof layer === 'number') return `${heads} in layer ${layer + 1}`;
  if (layer === head) return `the ${layer} of all heads`;
  return `the ${layer} over the layers of ${heads}`;
}

/** Parts of the text by weight, the heaviest first. */
export function heaviest(spans: readonly SpanWeight[]): SpanWeight[] {
  return spans.toSorted((a, b) => b.weight - a.weight);
}

/** How strong a shade is, 0 to 1, for so many times the mean: 1 from eight times on. */
export function shadeOf(times: number): number {
  const most = SCALE.at(-1) ?? 1;
  return Math.min(1, Math.log2(1 + times) / Math.log2(1 + most)) ** 2.2;
}

/** “×5.1”; from ten on without the tenth. */
export function timesText(times: number): string {
  return `×${times >= 9.95 ? Math.round(times) : times.toFixed(1)}`;
}

/** A token by the side of the others of its row: how many times their mean it got. */
export interface Strong {
  token: Token;
  times: number;
}

/** The tokens with the most weight, the strongest first, as many as stand out. */
export function strongest(
  { strongest: positions, weights, mean }: Seen,
  tokens: readonly Token[],
  most: number,
): Strong[] {
  return positions
    .flatMap(position => {
      const token = tokens[position];
      const times = mean > 0 ? (weights[position] ?? 0) / mean : 0;
      return token && times >= WORTH_NAMING ? [{ token, times }] : [];
    })
    .slice(0, most);
}

/** “To choose “no”, the model looked 62 % at the scene, …” A forced word was not the model's choice. */
export function lookSentence(
  word: string,
  forced: boolean,
  gaze: Pick<AttentionSelection, 'row' | 'layer' | 'head'>,
  { spans }: Pick<Seen, 'spans'>,
): string {
  const choosing = forced ? `Where “${word}” was forced` : `To choose “${word}”`;
  const start = gaze.row === 'choosing' ? choosing : `On reading “${word}”`;
  const named = heaviest(spans)
    .slice(0, NAMED)
    .filter(({ weight }) => weight >= 0.005);
  if (isLargest(gaze)) {
    const parts = named.map(({ span, weight }) => `${percent(weight)} in the ${SPAN_NAMES[span]}`);
    return `${start}, the most that any head gave to one word was ${listed(parts)}.`;
  }
  const parts = named.map(({ span, weight }) => `${percent(weight)} at the ${SPAN_NAMES[span]}`);
  return `${start}, the model looked ${listed(parts)}.`;
}
