import type { Engine } from '../engine/engine.js';
import { EngineProblem, isCrash } from '../engine/problem.js';
import type { Force, ResponseOf, Source, Token, Wish, Written } from '../engine/protocol.js';
import { type RecordedContrast, readRecorded } from '../link/read.js';
import type { AddressSync, Entry, Origin } from './address-sync.js';
import { type Edit, takesTheFirst } from './edits.js';
import { isRecorded } from './recorded-contrast.js';
import { appended, areSame, countsOf, isRunOver, opened, rested, type Stage } from './stage.js';
import { TokenBatch } from './token-batch.js';

export interface RunnerOptions {
  /** The engine there is now. */
  engine(): Engine;
  address: AddressSync;
  /** Calls back once, before the next frame; returns what prevents that. */
  frame(callback: () => void): () => void;
  changed(): void;
}

/** Holds what the engine holds, and lets it write: every change of the stage happens here. */
export class StageRunner {
  stage: Stage | null = null;
  /** What the contrast's link says that its author saw; null once the visitor has changed something. */
  recorded: RecordedContrast | null = null;
  /** Whose words are recorded. */
  origin: Origin = 'chapter';
  running = false;
  /** Whether it is on its way to the ends of both runs. */
  isFinishing = false;

  readonly #options: RunnerOptions;
  readonly #batch: TokenBatch;
  /** How the address follows once the second run that is waited for is made. */
  #entry: Entry = 'replace';

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#batch = new TokenBatch(options.frame, written => {
      if (this.stage) this.#set(appended(this.stage, written));
    });
  }

  /** Shows what a link has recorded, long before there is an engine to open it. */
  preview(recorded: RecordedContrast, origin: Origin): void {
    this.recorded = recorded;
    this.origin = origin;
    this.#options.changed();
  }

  /** Opens a contrast, with nothing written. Tells what its link makes worth knowing, in a sentence. */
  async open(source: Source, entry: Entry, origin: Origin): Promise<string> {
    const { address, engine } = this.#options;
    const since = address.hash;
    const response = await engine().open(source);
    const recorded = isRecorded(response.contrast) ? await readRecorded(response.hash) : null;
    this.recorded = recorded;
    this.origin = origin === 'link' && !recorded ? 'own' : origin;
    this.#set(opened(response, this.stage));
    address.follow(response.hash, entry, since);
    return response.notice ?? '';
  }

  /** Opens a contrast of the visitor's own; what it waits for is made by `finish`. */
  async edit({ contrast, awaits }: Edit, entry: Entry): Promise<void> {
    await this.open({ contrast }, entry, 'own');
    if (!this.stage || !awaits) return;
    this.#entry = 'replace';
    this.#set({ ...this.stage, awaits });
  }

  /** Opens the same contrast again, with nothing written. */
  async reopen(): Promise<void> {
    if (this.stage) await this.open(sourceOf(this.stage), 'replace', this.origin);
  }

  /** Lets the second run differ in another way: at once, or where that takes the end of the first, once `finish` is there. */
  async differ(wish: Wish, signal: AbortSignal): Promise<void> {
    const { stage } = this;
    if (!stage) return;
    if (takesTheFirst(wish) && !isRunOver(stage.runs[0])) {
      this.#entry = 'push';
      this.#set({ ...stage, awaits: wish });
    } else await this.#differ(wish, 'push', signal);
  }

  /** Puts a token at a position of a run's output. */
  async force(run: 0 | 1, at: number, token: Force): Promise<void> {
    if (!this.stage) return;
    const since = this.#options.address.hash;
    this.#take(await this.#options.engine().force(run, at, token), 'push', since);
  }

  /** Makes the second run that is waited for, and writes both to their ends, until the signal is aborted. */
  async finish(signal: AbortSignal): Promise<void> {
    this.isFinishing = true;
    try {
      const refusal = await this.#refusal(signal);
      await this.advance(undefined, signal);
      if (refusal) throw refusal;
    } finally {
      this.isFinishing = false;
    }
  }

  /** Makes the second run that is waited for. Tells why it cannot be made: the first is written all the same. */
  async #refusal(signal: AbortSignal): Promise<EngineProblem | null> {
    try {
      await this.settle(signal);
      return null;
    } catch (error) {
      if (!(error instanceof EngineProblem) || isCrash(error)) throw error;
      return error;
    }
  }

  /** Makes the second run that is waited for. */
  async settle(signal: AbortSignal): Promise<void> {
    while (this.stage?.awaits && !signal.aborted) {
      try {
        await this.#differ(this.stage.awaits, this.#entry, signal);
      } catch (error) {
        // Given up for something else, it still is waited for.
        if (error instanceof EngineProblem && error.what === 'cancelled') continue;
        if (!isCrash(error)) this.#set({ ...this.stage, awaits: null });
        throw error;
      }
    }
  }

  /** Writes so many tokens of each run; all that are left, until the signal is aborted, where no counts are given. */
  async advance(counts: number[] | undefined, signal: AbortSignal): Promise<void> {
    const { address, engine } = this.#options;
    while (this.stage && !(counts === undefined && signal.aborted)) {
      const response = await this.#write(signal, take => engine().advance(counts, take));
      const before = this.stage.hash;
      this.#set(rested(this.stage, response));
      // From now on the link says what was seen.
      const isReproduced = response.ends.every(({ reproduction }) => reproduction?.kind !== 'differs');
      address.update(before, response.hash, response.why === 'ended' && isReproduced);
      // What only asks for something may have stopped it too.
      if (response.why !== 'stopped' || counts !== undefined) return;
    }
  }

  /** Brings a fresh engine to where the last one was: the same contrast, and the same tokens of both runs. */
  async restore(): Promise<void> {
    const before = this.stage;
    if (!before) return;
    const engine = this.#options.engine();
    await engine.open(sourceOf(before));
    const counts = countsOf(before);
    const outputs: Token[][] = counts.map(() => []);
    const left = () => counts.map((count, run) => count - (outputs[run]?.length ?? 0));
    let last: ResponseOf<'rested'> | null = null;
    while (left().some(count => count > 0)) {
      last = await engine.advance(left(), ({ run, token }) => outputs[run]?.push(token));
      if (last.why !== 'stopped') break;
    }
    const runs = before.runs.map((run, index) => {
      const output = outputs[index] ?? [];
      const isKept = areSame(run.output, output);
      return {
        ...run,
        output: isKept ? run.output : output,
        end: last ? (last.ends[index] ?? null) : run.end,
      };
    });
    this.#set({ ...before, runs, comparison: last ? (last.comparison ?? null) : before.comparison });
  }

  async #differ(wish: Wish, entry: Entry, signal: AbortSignal): Promise<void> {
    const since = this.#options.address.hash;
    const engine = this.#options.engine();
    this.#take(await this.#write(signal, take => engine.differ(wish, take)), entry, since);
  }

  /** Another contrast, which is the visitor's own. */
  #take(response: ResponseOf<'opened'>, entry: Entry, since: string): void {
    this.recorded = null;
    this.origin = 'own';
    this.#set(opened(response, this.stage));
    this.#options.address.follow(response.hash, entry, since);
  }

  /** Lets the engine write, until the signal is aborted. */
  async #write<T>(signal: AbortSignal, ask: (take: (one: Written) => void) => Promise<T>): Promise<T> {
    const stop = () => this.#options.engine().stop();
    signal.addEventListener('abort', stop);
    this.running = true;
    this.#options.changed();
    try {
      return await ask(one => this.#batch.add(one, this.#isShown(one)));
    } finally {
      signal.removeEventListener('abort', stop);
      this.running = false;
      this.#batch.flush();
    }
  }

  /** Whether a token stands there already, since a link or a chapter has recorded it: nothing has to be drawn for it. */
  #isShown({ run, token }: Written): boolean {
    const there = this.recorded?.runs[run]?.output[this.#place(run, token)];
    return there?.text === token.text;
  }

  #place(run: number, { position }: Token): number {
    return position - (this.stage?.runs[run]?.prompt.length ?? 0);
  }

  #set(stage: Stage): void {
    this.stage = stage;
    this.#options.changed();
  }
}

/** What to open the contrast by again. With a recording it is the link itself, which also names the model that this is about. */
function sourceOf({ contrast, hash }: Stage): Source {
  return isRecorded(contrast) ? { hash } : { contrast };
}
