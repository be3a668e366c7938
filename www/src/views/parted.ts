import type { Workbench } from '../state/workbench.js';

/** What a link's author saw of a run, and what it wrote here, from where they part. */
export interface Parted {
  /** The run's name. */
  run: string;
  recorded: readonly string[];
  own: readonly string[];
  /** The first token of the output that differs; null where the prompt does. */
  at: number | null;
}

/** The runs that came out differently than their link says. */
export function partedRuns({ shown, stage }: Pick<Workbench, 'shown' | 'stage'>): Parted[] {
  return (shown?.runs ?? []).flatMap(({ index, name, reproduction }) => {
    const recorded = stage?.contrast.recordings?.[index]?.texts;
    const own = stage?.runs[index]?.output.map(({ text }) => text);
    if (reproduction?.kind !== 'differs' || !recorded || !own) return [];
    return [{ run: name, recorded, own, at: reproduction.at ?? null }];
  });
}
