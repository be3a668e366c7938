import type { EngineInfo, ModelInfo } from '../engine/protocol.js';
import type { AttentionSelection, Seen } from './attention.js';
import type { ShownStage } from './shown.js';
import type { Stage } from './stage.js';

/** What there is to share: the contrast on the page, and what is looked at in it. */
export interface Shared {
  stage: Stage;
  shown: ShownStage;
  seen: Seen | null;
  gaze: AttentionSelection | null;
  model: ModelInfo | null;
  engine: EngineInfo | null;
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
