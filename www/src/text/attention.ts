import type { HeadPick, SpanWeight } from '../engine/protocol.js';
import type { Gaze, Seen } from '../state/attention.js';
import { listed, percent, SPAN_NAMES } from './format.js';

/** How many parts of the text the sentence names. */
const NAMED = 3;

/** Whether weights are the largest of several heads, so that they do not add up. */
export function isLargest({ layer, head }: Pick<Gaze, 'layer' | 'head'>): boolean {
  return layer === 'max' || head === 'max';
}

/** “the mean of all heads”, “head 2 of layer 3”… Layers and heads are counted from 1 where people read them. */
export function headsNamed(layer: HeadPick, head: HeadPick): string {
  const heads = typeof head === 'number' ? `head ${head + 1}` : `the ${head} of the heads`;
  if (typeof layer === 'number') return `${heads} in layer ${layer + 1}`;
  if (layer === head) return `the ${layer} of all heads`;
  return `the ${layer} over the layers of ${heads}`;
}

/** Parts of the text by weight, the heaviest first. */
export function heaviest(spans: readonly SpanWeight[]): SpanWeight[] {
  return spans.toSorted((a, b) => b.weight - a.weight);
}

/** “To choose “no”, the model looked 62 % at the scene, …” A forced word was not the model's choice. */
export function lookSentence(word: string, forced: boolean, gaze: Gaze, { spans }: Seen): string {
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
