import type { Written } from '../engine/protocol.js';

/**
 * Tokens on their way to the page. They come far faster than it is drawn, so they are handed on together, once a frame.
 */
export class TokenBatch {
  readonly #schedule: (callback: () => void) => () => void;
  readonly #take: (written: readonly Written[]) => void;
  #written: Written[] = [];
  #cancel: (() => void) | null = null;

  /** `schedule` calls back once, before the next frame, and returns what prevents that. */
  constructor(schedule: (callback: () => void) => () => void, take: (written: readonly Written[]) => void) {
    this.#schedule = schedule;
    this.#take = take;
  }

  /** Takes one token. With `isShown` it stands there already, as recorded: then it waits for the next flush. */
  add(one: Written, isShown: boolean): void {
    this.#written.push(one);
    if (!isShown) this.#cancel ??= this.#schedule(() => this.flush());
  }

  /** Hands on what there is, now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const written = this.#written;
    this.#written = [];
    if (written.length > 0) this.#take(written);
  }
}
