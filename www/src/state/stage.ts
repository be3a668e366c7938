import type {
  Comparison,
  Contrast,
  Dropped,
  End,
  Opening,
  ResponseOf,
  Token,
  Wish,
  Written,
} from '../engine/protocol.js';

/** A run that the engine holds. */
export interface StageRun extends Opening {
  /** What it comes to, as far as that has been read; null before it has. */
  end: End | null;
}

/** What the engine holds: a contrast, and what its runs have written so far. */
export interface Stage {
  contrast: Contrast;
  /** The contrast's permalink, with its `#`. */
  hash: string;
  /** One run, or two. */
  runs: readonly StageRun[];
  /** What the two come to side by side, once both are over. */
  comparison: Comparison | null;
  /** What of the first run the second leaves out. */
  dropped: Dropped;
  /** The difference that the second run waits for: it takes the end of the first. */
  awaits: Wish | null;
}

/** How many tokens each run has. */
export function countsOf({ runs }: Stage): number[] {
  return runs.map(({ output }) => output.length);
}

/** Whether a run has been written to its end. */
export function isRunOver(run: StageRun | undefined): boolean {
  return run?.end?.over === true;
}

/** Whether nothing is left to write. */
export function isOver(stage: Stage): boolean {
  return stage.awaits === null && stage.runs.every(isRunOver);
}

/** What the engine opened. A run that is written as it was before stays what it was. */
export function opened(response: ResponseOf<'opened'>, before: Stage | null = null): Stage {
  const { contrast, hash, runs, dropped } = response;
  return {
    contrast,
    hash,
    runs: runs.map((run, index) => kept(run, before?.runs[index])),
    comparison: null,
    dropped,
    awaits: null,
  };
}

function kept(run: Opening, before: StageRun | undefined): StageRun {
  if (!before || !areSame(before.prompt, run.prompt)) return { ...run, end: null };
  const isWritten = run.output.length > 0 && areSame(before.output, run.output);
  if (!isWritten) return { ...run, prompt: before.prompt, end: null };
  // What a link's author saw is of another contrast now.
  const end = before.end && { ...before.end, reproduction: undefined };
  return { ...run, prompt: before.prompt, output: before.output, end };
}

export function areSame(some: readonly Token[], others: readonly Token[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ id, text, forced }, at) => {
      const other = others[at];
      return id === other?.id && text === other.text && forced === other.forced;
    })
  );
}

/** The stage with more tokens, in the order in which they were written. */
export function appended(stage: Stage, written: readonly Written[]): Stage {
  if (written.length === 0) return stage;
  const runs = stage.runs.map((run, index) => {
    const tokens = written.filter(one => one.run === index).map(({ token }) => token);
    return tokens.length > 0 ? { ...run, output: [...run.output, ...tokens], end: null } : run;
  });
  return { ...stage, runs };
}

/** The stage at rest, with what its runs come to by now. */
export function rested(stage: Stage, { ends, comparison, hash }: ResponseOf<'rested'>): Stage {
  const runs = stage.runs.map((run, index) => ({ ...run, end: ends[index] ?? null }));
  return { ...stage, runs, comparison: comparison ?? null, hash };
}
