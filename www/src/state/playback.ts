import type { Settings } from './settings.js';

/** Milliseconds a token: the fastest, the slowest, and what a visitor who has chosen nothing gets. */
export const DELAYS = { min: 30, max: 500, usual: 120 } as const;

const SETTING = 'token-delay';

/** What a playback needs of the page around it. */
export interface Timing {
  /** Calls back once, after so many milliseconds; returns what prevents that. */
  after(ms: number, callback: () => void): () => void;
  /** Whether the visitor wants no motion that they did not ask for. */
  isStill(): boolean;
  settings: Settings;
}

/**
 * How much of what is written is shown. The engine writes faster than anyone reads: this plays its tokens one after another, and
 * goes back and forth among them.
 */
export class Playback {
  /** How many output tokens of each run are shown, a shorter run being whole; null where all are, as they come. */
  head: number | null = null;
  playing = false;

  readonly #timing: Timing;
  readonly #changed: () => void;
  #length = 0;
  #delay: number;
  #cancel: () => void = () => {};

  constructor(timing: Timing, changed: () => void) {
    this.#timing = timing;
    this.#changed = changed;
    const kept = Number(timing.settings.read(SETTING));
    this.#delay = kept >= DELAYS.min && kept <= DELAYS.max ? kept : DELAYS.usual;
  }

  /** How many output tokens the longest run has. */
  get length(): number {
    return this.#length;
  }

  /** Milliseconds a token. */
  get delay(): number {
    return this.#delay;
  }

  set delay(ms: number) {
    if (!Number.isFinite(ms)) return;
    this.#delay = Math.min(DELAYS.max, Math.max(DELAYS.min, Math.round(ms)));
    this.#timing.settings.save(SETTING, String(this.#delay));
    this.#changed();
  }

  /** What there is to play: so many tokens of the longest run. */
  follow(length: number): void {
    this.#length = length;
  }

  /** Shows all again, of a contrast that has changed. */
  release(): void {
    this.#cancel();
    this.playing = false;
    this.head = null;
  }

  /** Plays on from the head, or from the start where all is shown. Without motion it goes one token a press. */
  watch(): void {
    if (this.playing || this.#length === 0) return;
    if (this.#timing.isStill()) {
      this.#show((this.head ?? 0) + 1);
      return;
    }
    this.playing = true;
    this.#show(this.head ?? 0);
    this.#wait();
  }

  pause(): void {
    if (!this.playing) return;
    this.#cancel();
    this.playing = false;
    this.#changed();
  }

  /** Shows so many tokens of each run. */
  seek(head: number): void {
    this.#show(Math.round(head));
  }

  /** One token more of each run. */
  forward(): void {
    if (this.head !== null) this.#show(this.head + 1);
  }

  /** One token less of each run. */
  back(): void {
    this.pause();
    this.#show((this.head ?? this.#length) - 1);
  }

  #wait(): void {
    this.#cancel = this.#timing.after(this.#delay, () => {
      if (!this.playing) return;
      this.#show((this.head ?? this.#length) + 1);
      if (this.playing) this.#wait();
    });
  }

  #show(head: number): void {
    if (head >= this.#length) this.release();
    else this.head = Math.max(0, head);
    this.#changed();
  }
}
