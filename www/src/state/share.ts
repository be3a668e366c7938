import type { Answer, ModelInfo, Token } from '../engine/protocol.js';
import type { Gaze, Seen } from './attention.js';
import type { Experiment } from './experiment.js';
import type { Outcome } from './outcome.js';

/** What there is to share: the run on the page, and what is looked at in it. */
export interface Shared {
  experiment: Experiment;
  outcome: Outcome | null;
  tokens: readonly Token[];
  seen: Seen | null;
  gaze: Gaze | null;
  model: ModelInfo | null;
  engine: Answer<'loaded'>['engine'] | null;
  /** The whole address. */
  link: string;
}

/** Copies a text; false if the browser will not. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
