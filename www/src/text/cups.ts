/** A scene of cups, read from its own words, so that it can be drawn. */
export interface Cups {
  /** Names, in the order in which the words name them. */
  cups: string[];
  start: string;
  swaps: (readonly [string, string])[];
  /** The cup that the question is about. */
  asked: string;
}

/** The scene that the words tell of; null if they are about something else. */
export function readCups(text: string, question: string): Cups | null {
  const start = /^the ball starts under (\w+)\./.exec(text)?.[1];
  const asked = /^is it under (\w+)\?$/.exec(question)?.[1];
  if (start === undefined || asked === undefined) return null;
  const swaps = [...text.matchAll(/swap (\w+) and (\w+)\./g)].map(([, a = '', b = '']) => [a, b] as const);
  const cups = [...new Set([start, ...swaps.flat(), asked])];
  return { cups, start, swaps, asked };
}

/** Where the ball is at the start and after each swap. */
export function ballPath({ start, swaps }: Cups): string[] {
  const path = [start];
  let place = start;
  for (const [a, b] of swaps) {
    if (place === a) place = b;
    else if (place === b) place = a;
    path.push(place);
  }
  return path;
}
