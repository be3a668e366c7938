import presets from './presets.json';

/** An experiment that the page offers, with what came of it here (`foregone run … --link`). */
export interface Preset {
  id: string;
  title: string;
  /** What came of it, in one sentence. */
  takeaway: string;
  /** Its permalink, with the recording. */
  hash: string;
}

export const PRESETS: readonly Preset[] = presets;

/** Whether a link is one of the page's own, so that its recording is no stranger's claim. */
export function isPreset(hash: string): boolean {
  return PRESETS.some(preset => preset.hash === hash);
}
