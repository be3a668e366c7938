import type { ShownRun } from '../state/shown.js';

/** The positions of a run's tokens in findings that conflict with the other's, a list for each finding. */
function findings({ output, conflicts }: ShownRun): { position: number; text: string }[][] {
  const found: { position: number; text: string }[][] = [];
  let before = -2;
  for (const { position, text } of output) {
    if (!conflicts.has(position)) continue;
    if (position !== before + 1) found.push([]);
    found.at(-1)?.push({ position, text: text.trim() });
    before = position;
  }
  return found;
}

/**
 * Of each run the positions of the words that make its findings conflict: what both begin with is left out. Where findings don't pair
 * up one by one, all of their words stay.
 */
export function conflictingWords(runs: readonly ShownRun[]): readonly ReadonlySet<number>[] {
  const whole = runs.map(({ conflicts }) => conflicts);
  const [left, right] = runs.map(findings);
  if (!left || !right || left.length !== right.length) return whole;
  const kept = [new Set<number>(), new Set<number>()] as const;
  for (const [index, one] of left.entries()) {
    const other = right[index] ?? [];
    let shared = one.findIndex(({ text }, at) => text !== other[at]?.text);
    if (shared < 0 || shared >= other.length) shared = 0;
    for (const { position } of one.slice(shared)) kept[0].add(position);
    for (const { position } of other.slice(shared)) kept[1].add(position);
  }
  return kept;
}
