import { isCrash } from '../engine/problem.js';
import type { Answer, Ask, HeadPick, Token } from '../engine/protocol.js';

export type Seen = Answer<'attention'>;
export type Row = Ask<'look'>['row'];

/** What of the attention is looked at. */
export interface Gaze {
  /** Absolute position of a token. */
  at: number;
  row: Row;
  layer: HeadPick;
  head: HeadPick;
}

/**
 * What the page shows of the attention: of which token, by which layer and head.
 *
 * It follows the newest token until the visitor chooses one, and rests on the answer when the run is over. One
 * question is under way at a time; when its answer comes and the gaze has moved on, only the latest is asked.
 */
export class AttentionState {
  row: Row = 'choosing';
  layer: HeadPick = 'mean';
  head: HeadPick = 'mean';
  /** The token that the visitor chose, if any. */
  selected: number | null = null;
  /** The latest answer, and what was asked for it. */
  seen: Seen | null = null;
  gaze: Gaze | null = null;

  readonly #look: (gaze: Gaze) => Promise<Seen>;
  readonly #changed: () => void;
  #prompt = 0;
  #output: readonly Token[] = [];
  #asked: Gaze | null = null;
  #resting: number | null = null;
  #busy = false;

  constructor(look: (gaze: Gaze) => Promise<Seen>, changed: () => void) {
    this.#look = look;
    this.#changed = changed;
  }

  /** What is written by now, after a prompt of so many tokens; and, once that is over, the token to rest on. */
  follow(prompt: number, output: readonly Token[], resting: number | null): void {
    const before = this.#output;
    if (prompt === this.#prompt && output === before && resting === this.#resting) return;
    this.#resting = resting;
    const grown = output[before.length - 1] === before.at(-1);
    this.#prompt = prompt;
    this.#output = output;
    if (this.selected !== null && this.selected >= this.#end) this.selected = null;
    // What was known of other tokens, or from another engine, is asked again.
    if (!grown) this.#asked = null;
    this.#refresh();
  }

  /** Starts afresh, for another experiment. */
  clear(): void {
    this.selected = null;
    this.seen = null;
    this.gaze = null;
    this.#asked = null;
    this.#output = [];
    this.#resting = null;
  }

  /** Holds on to one token, or follows the newest again. */
  select(position: number | null): void {
    this.selected = position;
    this.#refresh();
  }

  pick(choice: Partial<Pick<Gaze, 'row' | 'layer' | 'head'>>): void {
    Object.assign(this, choice);
    this.#refresh();
  }

  /** The token looked at: the chosen one, the one to rest on, or the newest; none before anything is written. */
  get at(): number | null {
    const settled = this.selected ?? this.#resting;
    if (settled !== null) return settled;
    return this.#output.length > 0 ? this.#end - 1 : null;
  }

  get #end(): number {
    return this.#prompt + this.#output.length;
  }

  #wanted(): Gaze | null {
    const { at, layer, head } = this;
    if (at === null) return null;
    // Nobody chose the words of the prompt, so there is only the reading of them to show.
    const row = at < this.#prompt ? 'reading' : this.row;
    return { at, row, layer, head };
  }

  #refresh(): void {
    this.#changed();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let gaze = this.#wanted(); gaze && !same(gaze, this.#asked); gaze = this.#wanted()) {
      this.#asked = gaze;
      try {
        const seen = await this.#look(gaze);
        if (this.#asked === gaze && gaze.at < this.#end) {
          this.seen = seen;
          this.gaze = gaze;
        }
      } catch (error) {
        // A crash is mended elsewhere, and the picture stays. Any other refusal leaves nothing to show.
        if (!isCrash(error)) this.seen = null;
      }
      this.#changed();
    }
    if (!this.#wanted()) {
      this.seen = null;
      this.gaze = null;
      this.#changed();
    }
    this.#busy = false;
  }
}

function same(a: Gaze, b: Gaze | null): boolean {
  return b !== null && a.at === b.at && a.row === b.row && a.layer === b.layer && a.head === b.head;
}
