import type { ShownRun } from '../state/shown.js';

/** A token of a finding; without its text where it is not shown yet. */
interface Word {
  position: number;
  text: string | undefined;
}

/** The tokens of a run's findings that conflict with the other's, a list for each finding. */
function findings({ output, conflicts }: ShownRun): Word[][] {
  const texts = new Map(output.map(({ position, text }) => [position, text.trim()]));
  const found: Word[][] = [];
  for (const position of [...conflicts].sort((a, b) => a - b)) {
    if (!conflicts.has(position - 1)) found.push([]);
    found.at(-1)?.push({ position, text: texts.get(position) });
  }
  return found;
}

/** What was found of runs that are still shown: the same again, so that nothing is drawn anew for it. */
const found = new WeakMap<readonly ShownRun[], readonly ReadonlySet<number>[]>();

/**
 * Of each run the positions of the words that make its findings conflict: what both begin with is left out. Where findings don't pair
 * up one by one, all of their words stay. While runs are played, a pair is marked once both of it are there.
 */
export function conflictingWords(runs: readonly ShownRun[]): readonly ReadonlySet<number>[] {
  const words = found.get(runs) ?? comparedWords(runs);
  found.set(runs, words);
  return words;
}

function comparedWords(runs: readonly ShownRun[]): readonly ReadonlySet<number>[] {
  const whole = runs.map(({ conflicts }) => conflicts);
  const [left, right] = runs.map(findings);
  if (!left || !right || left.length !== right.length) return whole;
  const kept = [new Set<number>(), new Set<number>()] as const;
  for (const [index, one] of left.entries()) {
    const other = right[index] ?? [];
    if ([...one, ...other].some(({ text }) => text === undefined)) continue;
    let shared = one.findIndex(({ text }, at) => text !== other[at]?.text);
    if (shared < 0 || shared >= other.length) shared = 0;
    for (const { position } of one.slice(shared)) kept[0].add(position);
    for (const { position } of other.slice(shared)) kept[1].add(position);
  }
  return kept;
}
