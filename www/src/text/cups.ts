import type { Colour, Cups } from '../engine/protocol.js';

/** The cups, in the order in which the words name them. */
export function cupsOf({ start, swaps, asked }: Cups): Colour[] {
  return [...new Set([start, ...swaps.flat(), asked])];
}
