import type { Kind, ModelInfo, Order, Scene, Spec, Task, Token, Verdict } from '../engine/protocol.js';
import { isCut, withCut } from './cut.js';

/** A task whose scenes come from seeds. */
export type Seeded = Extract<Task, { kind: Kind }>;

/** The scene of each task that opens first. The first task of all is the one of those who arrive without a link. */
export const DEFAULT_SCENES: Readonly<Record<Kind, Seeded>> = {
  cups: { kind: 'cups', seed: 5, swaps: 6 },
  picture: { kind: 'picture', seed: 5, details: 4 },
  access: { kind: 'access', seed: 7, links: 4 },
};

/** What is on the page: the experiment that the engine holds, and what it has written so far. */
export interface Experiment {
  spec: Spec;
  /** The permalink of the spec, with its `#`. */
  hash: string;
  scene: Scene;
  prompt: Token[];
  output: Token[];
  /** What the output comes to, once the model has written its end or has no room left. */
  verdict: Verdict | null;
}

/** The experiment of someone who arrives without a link. */
export function defaultSpec(model: ModelInfo): Spec {
  return {
    version: 1,
    model: { id: model.id, sha256: model.sha256 },
    task: DEFAULT_SCENES.cups,
    order: 'decision_first',
  };
}

/** Whether anything is forced or cut. */
export function isTouched(spec: Spec): boolean {
  return !!spec.forced?.length || isCut(spec);
}

/** The same experiment with nothing forced. */
export function unforced(spec: Spec): Spec {
  return { ...spec, forced: [] };
}

/**
 * The same question, to be answered in another order. Forced tokens and cuts stay behind: they mean something else
 * there.
 */
export function inOrder(spec: Spec, order: Order): Spec {
  return withCut({ ...unforced(spec), order }, false);
}

/** Another question, asked in the same way. */
export function withTask(spec: Spec, task: Task): Spec {
  return { ...unforced(spec), task };
}

/** The scene of a task with a seed, and of a size where one is given: so many swaps, details or look-ups. */
export function seeded(kind: Kind, seed: number, size: number | undefined): Seeded {
  if (kind === 'cups') return { kind, seed, swaps: size };
  return kind === 'picture' ? { kind, seed, details: size } : { kind, seed, links: size };
}
