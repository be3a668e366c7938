import { sentence } from '../text/format.js';
import type { Problem } from './protocol.js';

/** A failure that the engine or its worker reported, as one sentence for the visitor. */
export class EngineProblem extends Error {
  readonly what: Problem['what'];

  constructor(problem: Problem) {
    super(sentence(problem.sentence));
    this.name = 'EngineProblem';
    this.what = problem.what;
  }

  get problem(): Problem {
    return { what: this.what, sentence: this.message };
  }
}

/** Whether the engine itself is gone, so that it has to be started again. */
export function isCrash(error: unknown): boolean {
  return error instanceof EngineProblem && endsEngine(error);
}

export function endsEngine({ what }: Pick<Problem, 'what'>): boolean {
  return what === 'panic' || what === 'gpu';
}
