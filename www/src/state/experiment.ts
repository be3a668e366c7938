import type { Answer, ModelInfo, Order, Spec, Token, Verdict } from '../engine/protocol.js';

/** The scene that opens when the address names none: the ball leaves a cup and comes back, and the two orders differ. */
const DEFAULT_SCENE = { seed: 34, swaps: 6 };

/** What is on the page: the experiment that the engine holds, and what it has written so far. */
export interface Experiment {
  spec: Spec;
  /** The permalink of the spec, with its `#`. */
  hash: string;
  scene: Answer<'opened'>['scene'];
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
    task: { kind: 'cups', ...DEFAULT_SCENE },
    order: 'decision_first',
  };
}

/** The same experiment with nothing forced. */
export function unforced(spec: Spec): Spec {
  return { ...spec, forced: [] };
}

/** The same question, to be answered in another order. Forced tokens stay behind: their places mean something else there. */
export function inOrder(spec: Spec, order: Order): Spec {
  return { ...unforced(spec), order };
}

/** Another cups scene, asked in the same way. */
export function withScene(spec: Spec, seed: number, swaps: number | undefined): Spec {
  return { ...unforced(spec), task: { kind: 'cups', seed, swaps } };
}
