import type { Band, CutReport, PartCut } from '../engine/protocol.js';

/** What is compared, before anything is measured, by which comes first. */
export const COMPARED = {
  decision_first:
    'Three texts are compared: its own reasons, those for the opposite answer, and those it writes without sight of the answer.',
  reasoning_first:
    'The answer is chosen again with the reasons cut off from it: all of them, and where it has such, the steps alone and the conclusion alone.',
} as const;

export const PARTS: Readonly<Record<PartCut['part'], string>> = {
  reasons: 'Cut: all reasons',
  steps: 'Cut: the steps',
  conclusion: 'Cut: the conclusion',
};

/** A number with its sign and two digits: “+1.20”. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** Nats with their sign and no plus: “−31.20”. */
export function plain(value: number): string {
  return `${value <= -0.005 ? '−' : ''}${Math.abs(value).toFixed(2)}`;
}

/** “20 random cuts of the same size: −0.31 to +0.42”. */
export function bandSentence({ min, max, values }: Band, unit: (value: number) => string): string {
  const [low, high] = [unit(min), unit(max)];
  return `${values.length} random cuts of the same size: ${low === high ? low : `${low} to ${high}`}`;
}

/** What is said of rows in which fewer keys were left than are cut; empty where there are none. */
export function shortRows(count: number): string {
  if (count === 0) return '';
  const which = count === 1 ? 'one row' : `${count} rows`;
  return `In ${which} fewer other words were left than a random cut takes; there all of them were cut.`;
}

/** What holds in every condition, and what was left out, as sentences. */
export function setting({ setting: { conditions, left_out } }: CutReport): string {
  const held = conditions.length > 0 ? `In all of them: ${conditions.join(' · ')}.` : '';
  return [held, left_out].filter(Boolean).join(' ');
}
