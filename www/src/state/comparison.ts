import { EngineProblem } from '../engine/problem.js';
import type { Answer, Comparison, Counterpart, Spec } from '../engine/protocol.js';
import { identity } from './recorded.js';

/** A comparison on its way, at hand, or not to be had. */
export type Shown =
  | { is: 'busy'; counterpart: Counterpart }
  | { is: 'done'; counterpart: Counterpart; comparison: Comparison }
  | { is: 'failed'; counterpart: Counterpart; sentence: string };

/** What runs the two sides. */
interface Engine {
  compare(counterpart: Counterpart): Promise<Answer<'compared'>>;
  stopComparing(): void;
}

/**
 * The comparison below the text, if one is open.
 *
 * It stays while the experiment on the page is one of its sides, so that a visitor can step from one to the other, and
 * closes when the page turns to something else.
 */
export class ComparisonState {
  shown: Shown | null = null;

  readonly #engine: Engine;
  readonly #changed: () => void;
  /** The experiment on the page. */
  #spec: Spec | undefined;
  #own = '';

  constructor(engine: Engine, changed: () => void) {
    this.#engine = engine;
    this.#changed = changed;
  }

  /** Holds the experiment on the page against its counterpart; closes what is open where there is none. */
  async show(counterpart: Counterpart | null): Promise<void> {
    if (this.shown?.is === 'busy') this.#engine.stopComparing();
    if (!counterpart) {
      this.#turn(null);
      return;
    }
    const busy: Shown = { is: 'busy', counterpart };
    this.#turn(busy);
    let next: Shown;
    try {
      const { comparison } = await this.#engine.compare(counterpart);
      next = { is: 'done', counterpart, comparison };
    } catch (error) {
      const sentence = error instanceof EngineProblem ? error.message : String(error);
      next = { is: 'failed', counterpart, sentence };
    }
    if (this.shown === busy) this.#turn(next);
  }

  /** What is on the page now. */
  follow(experiment: { spec: Spec } | null): void {
    if (experiment?.spec === this.#spec) return;
    this.#spec = experiment?.spec;
    const own = experiment ? identity(experiment.spec) : '';
    if (own === this.#own) return;
    this.#own = own;
    if (!this.#isSide(own)) this.shown = null;
  }

  #isSide(own: string): boolean {
    if (this.shown?.is !== 'done') return false;
    const { left, right } = this.shown.comparison;
    return own === identity(left.spec) || own === identity(right.spec);
  }

  #turn(shown: Shown | null): void {
    this.shown = shown;
    this.#changed();
  }
}
