import type { Colour, Cups } from '../engine/protocol.js';

/** The cups, in the order in which the words name them. */
export function cupsOf({ start, swaps, asked }: Cups): Colour[] {
  return [...new Set([start, ...swaps.flat(), asked])];
}

/** Where the ball is at the start and after each swap. */
export function ballPath({ start, swaps }: Cups): Colour[] {
  const path = [start];
  let place = start;
  for (const [a, b] of swaps) {
    if (place === a) place = b;
    else if (place === b) place = a;
    path.push(place);
  }
  return path;
}

/** Where the ball ends. */
export function ballEnd(cups: Cups): Colour {
  return ballPath(cups).at(-1) ?? cups.start;
}
