import type {
  Kind,
  ModelInfo,
  Order,
  Reproduction,
  Scene,
  Spec,
  Task,
  Token,
  Verdict,
} from '../engine/protocol.js';
import { isCut, withCut } from './cut.js';
import { unrecorded } from './recorded.js';

/** A task whose scenes come from seeds. */
export type Seeded = Extract<Task, { kind: Kind }>;

/** The scene of each task that opens first. */
export const DEFAULT_SCENES: Readonly<Record<Kind, Seeded>> = {
  cups: { kind: 'cups', seed: 5, swaps: 6 },
  picture: { kind: 'picture', seed: 9, details: 3 },
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
  /** What the run makes of the recording that came with the link; null until it is over, and where there is none. */
  reproduction: Reproduction | null;
}

/** The experiment of someone who arrives without a link, at a model that the presets are not about. */
export function defaultSpec(model: ModelInfo): Spec {
  return {
    version: 1,
    model: { id: model.id, sha256: model.sha256 },
    task: DEFAULT_SCENES.cups,
    order: 'decision_first',
  };
}

/** Whether anything is forced, cut or noted. */
export function isTouched(spec: Spec): boolean {
  return !!spec.forced?.length || isCut(spec) || !!spec.note;
}

/** The same question in the same order, with nothing forced, cut or noted. */
export function untouched(spec: Spec): Spec {
  const { note: _, ...rest } = withCut(unforced(spec), false);
  return rest;
}

/** The same experiment with nothing forced. */
export function unforced(spec: Spec): Spec {
  return unrecorded({ ...spec, forced: [] });
}

/**
 * The same question, to be answered in another order. Forced tokens and cuts stay behind: they mean something else
 * there.
 */
export function inOrder(spec: Spec, order: Order): Spec {
  return withCut({ ...unforced(spec), order }, false);
}

/** Another question, asked in the same way. A note stays behind: it was about the one before. */
export function withTask(spec: Spec, task: Task): Spec {
  const { note: _, ...rest } = unforced(spec);
  return { ...rest, task };
}

/** The scene of a task with a seed, and of a size where one is given: so many swaps, details or look-ups. */
export function seeded(kind: Kind, seed: number, size: number | undefined): Seeded {
  if (kind === 'cups') return { kind, seed, swaps: size };
  return kind === 'picture' ? { kind, seed, details: size } : { kind, seed, links: size };
}
