import { isCrash } from '../engine/problem.js';
import type { HeadSelection, RequestOf, ResponseOf, Row, Token } from '../engine/protocol.js';

export type Seen = ResponseOf<'attention'>;

/** What of the attention is looked at. */
export type AttentionSelection = Omit<RequestOf<'look'>, 'kind'> & { run: 0 | 1 };

/** What there is to look at in a run: what is shown of it, as far as the engine has written it. */
export interface Looked {
  prompt: readonly Token[];
  output: readonly Token[];
  /** The position to rest on, once all runs are over and shown to their ends: the answer's. */
  resting: number | null;
}

/** The two runs' numbers. */
const RUNS = [0, 1] as const;

/**
 * What the page shows of the attention: of which token of which run, by which layer and head.
 *
 * It follows the newest token of the run that the visitor last looked into until they choose one, and rests on an answer when both
 * runs are over. One question is under way at a time; when its answer comes and the choice has moved on, only the latest is asked.
 */
export class AttentionState {
  row: Row = 'choosing';
  layer: HeadSelection = 'mean';
  head: HeadSelection = 'mean';
  /** The token that the visitor chose, if any. */
  selected: { run: 0 | 1; at: number } | null = null;
  /** The latest answer; null where there is nothing to show. */
  seen: Seen | null = null;
  /** What was asked for it. */
  gaze: AttentionSelection | null = null;

  readonly #look: (gaze: AttentionSelection) => Promise<Seen>;
  readonly #changed: () => void;
  #runs: readonly Looked[] = [];
  #last: 0 | 1 = 0;
  #asked: AttentionSelection | null = null;
  #busy = false;

  constructor(look: (gaze: AttentionSelection) => Promise<Seen>, changed: () => void) {
    this.#look = look;
    this.#changed = changed;
  }

  /** Which run is looked into. */
  get run(): 0 | 1 {
    if (this.selected) return this.selected.run;
    return this.#restingRun ?? (this.#runs[this.#last] ? this.#last : 0);
  }

  /** The token looked at: the chosen one, the one to rest on, or the newest; none before anything is written. */
  get at(): number | null {
    if (this.selected) return this.selected.at;
    const run = this.#runs[this.run];
    if (!run) return null;
    if (this.#restingRun !== null) return run.resting;
    return run.output.length > 0 ? endOf(run) - 1 : null;
  }

  /** What is shown of the runs by now. */
  follow(runs: readonly Looked[]): void {
    const before = this.#runs;
    if (runs.length === before.length && runs.every((run, index) => isSame(run, before[index]))) return;
    this.#runs = runs;
    const { selected, gaze } = this;
    const isKept = (one: { run: 0 | 1; at: number }) => isSameText(runs[one.run], before[one.run], one.at);
    if (selected && !isKept(selected)) this.selected = null;
    if (gaze && !isKept(gaze)) Object.assign(this, { seen: null, gaze: null });
    // What was known of other tokens, or from another engine, is asked again.
    if (this.#asked && !isKept(this.#asked)) this.#asked = null;
    void this.#ask();
  }

  /** Asks once more, of an engine that has been started again. */
  askAgain(): void {
    this.#asked = null;
    void this.#ask();
  }

  /** Follows what is written again, in the run last looked into. */
  release(): void {
    this.selected = null;
    void this.#ask();
  }

  /** Holds on to one token of a run, or follows its newest again. */
  select(run: 0 | 1, position: number | null): void {
    this.#last = run;
    this.selected = position === null ? null : { run, at: position };
    this.#refresh();
  }

  pick(choice: Partial<Pick<AttentionSelection, 'row' | 'layer' | 'head'>>): void {
    Object.assign(this, choice);
    this.#refresh();
  }

  /** Goes to a neighbour of the token looked at, in the same run. */
  move(by: 1 | -1): void {
    const { run, at } = this;
    const there = this.#runs[run];
    if (at === null || !there) return;
    this.select(run, Math.min(endOf(there) - 1, Math.max(0, at + by)));
  }

  /** The second run's answer is what a visitor wants to see explained; the first's where there is no second. */
  get #restingRun(): 0 | 1 | null {
    return RUNS.toReversed().find(run => this.#runs[run]?.resting != null) ?? null;
  }

  #wanted(): AttentionSelection | null {
    const { run, at, layer, head } = this;
    const there = this.#runs[run];
    if (at === null || !there || at >= endOf(there)) return null;
    // Nobody chose the words of the prompt, so there is only the reading of them to show.
    const row = at < there.prompt.length ? 'reading' : this.row;
    return { run, at, row, layer, head };
  }

  #refresh(): void {
    this.#changed();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let gaze = this.#wanted(); gaze && !isSameGaze(gaze, this.#asked); gaze = this.#wanted()) {
      this.#asked = gaze;
      try {
        const seen = await this.#look(gaze);
        if (isSameGaze(gaze, this.#asked)) Object.assign(this, { seen, gaze });
      } catch (error) {
        // A crash is repaired elsewhere, and the picture stays until then.
        if (isCrash(error)) break;
        if (isSameGaze(gaze, this.#asked)) Object.assign(this, { seen: null, gaze: null });
      }
      this.#changed();
    }
    if (!this.#wanted() && this.seen) {
      Object.assign(this, { seen: null, gaze: null });
      this.#changed();
    }
    this.#busy = false;
  }
}

function endOf({ prompt, output }: Looked): number {
  return prompt.length + output.length;
}

function isSame(one: Looked, other: Looked | undefined): boolean {
  return one.prompt === other?.prompt && one.output === other.output && one.resting === other.resting;
}

/** Whether a token is still the same, and so all before it. */
function isSameText(now: Looked | undefined, before: Looked | undefined, at: number): boolean {
  const token = now && tokenAt(now, at);
  return token !== undefined && before !== undefined && token === tokenAt(before, at);
}

function tokenAt({ prompt, output }: Looked, at: number): Token | undefined {
  return at < prompt.length ? prompt[at] : output[at - prompt.length];
}

function isSameGaze(a: AttentionSelection, b: AttentionSelection | null): boolean {
  return (
    b !== null &&
    a.run === b.run &&
    a.at === b.at &&
    a.row === b.row &&
    a.layer === b.layer &&
    a.head === b.head
  );
}
