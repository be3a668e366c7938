import { EngineProblem } from '../engine/problem.js';
import type { CutChoice, CutReport, ResponseOf, Spec } from '../engine/protocol.js';

/** How far a measurement is, in steps. */
export interface CutProgress {
  done: number;
  /** In all, as far as that is known. */
  total: number;
}

/** What measures. */
export interface CutEngine {
  cut(choice: CutChoice, progress: (part: ResponseOf<'measuring'>) => void): Promise<ResponseOf<'cut'>>;
  stop(): void;
}

/** Every edge between answer and reasons, held against twenty random cuts. */
export const WHOLE_CUT: Readonly<CutChoice> = { layers: 'all', heads: 'all', draws: 20, seed: 0 };

/**
 * What the connection between answer and reasons does in the first run, once it is asked for. Whatever the visitor does next gives
 * the measurement up.
 */
export class CutState {
  progress: CutProgress | null = null;
  report: CutReport | null = null;
  /** Why it could not be measured, in a sentence. */
  problem = '';

  readonly #engine: () => CutEngine;
  readonly #changed: () => void;
  #spec: Spec | null = null;

  constructor(engine: () => CutEngine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
  }

  /** The first run's experiment. What was measured of another one is not shown. */
  follow(spec: Spec | null): void {
    if (JSON.stringify(spec) === JSON.stringify(this.#spec)) return;
    this.#spec = spec;
    this.progress = null;
    this.report = null;
    this.problem = '';
  }

  async measure(choice: CutChoice = WHOLE_CUT): Promise<void> {
    if (this.progress) return;
    const spec = this.#spec;
    const mine: CutProgress = { done: 0, total: 0 };
    this.report = null;
    this.problem = '';
    this.#show(mine);
    let problem = '';
    let report: CutReport | null = null;
    try {
      const measured = await this.#engine().cut(choice, ({ done, total }) => {
        if (spec === this.#spec) this.#show({ done, total });
      });
      ({ report } = measured);
    } catch (error) {
      const wasCancelled = error instanceof EngineProblem && error.what === 'cancelled';
      if (!wasCancelled) problem = error instanceof Error ? error.message : String(error);
    }
    if (spec !== this.#spec) return;
    this.report = report;
    this.problem = problem;
    this.#show(null);
  }

  stop(): void {
    if (this.progress) this.#engine().stop();
  }

  #show(progress: CutProgress | null): void {
    this.progress = progress;
    this.#changed();
  }
}
