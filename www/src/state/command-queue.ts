/** Something that the visitor asked for. The signal is aborted as soon as something else is asked for. */
export type Command = (signal: AbortSignal) => Promise<void>;

/**
 * Does one command after another, in the order in which they came. Each new one aborts all before it, so that whatever writes to
 * the end stops, while what changes something is still done.
 */
export class CommandQueue {
  /** Commands asked for and not over yet. */
  pending = 0;

  readonly #perform: (command: Command, signal: AbortSignal) => Promise<void>;
  readonly #changed: () => void;
  readonly #live = new Set<AbortController>();
  #last: Promise<void> = Promise.resolve();

  /** `perform` does a command and deals with whatever it throws. */
  constructor(perform: (command: Command, signal: AbortSignal) => Promise<void>, changed: () => void) {
    this.#perform = perform;
    this.#changed = changed;
  }

  /** Settles when all that was asked for so far is over. */
  get idle(): Promise<void> {
    return this.#last;
  }

  add(command: Command): Promise<void> {
    for (const controller of this.#live) controller.abort();
    const controller = new AbortController();
    this.#live.add(controller);
    this.pending += 1;
    this.#changed();
    const done = this.#last
      .then(() => this.#perform(command, controller.signal))
      .finally(() => {
        this.#live.delete(controller);
        this.pending -= 1;
        this.#changed();
      });
    this.#last = done.catch(() => {});
    return done;
  }
}
