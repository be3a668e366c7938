import { keep, recall } from './kept.js';

/** Single keys that do what a button does. They can be switched off, since speech input may press letters unasked (WCAG 2.1.4). */
export type KeyAct = 'run' | 'step' | 'order' | 'force' | 'reset' | 'matrix' | 'map';

export const KEYS: Readonly<Record<KeyAct, { key: string; does: string }>> = {
  run: { key: 'r', does: 'Run; while it runs, stop' },
  step: { key: 's', does: 'Write one word' },
  order: { key: 'o', does: 'Turn the order round' },
  force: { key: 'f', does: 'Force another word in place of the chosen one, or of the answer' },
  reset: { key: '0', does: 'Reset: nothing written, forced or cut' },
  matrix: { key: 'm', does: 'Show or hide every word against every word' },
  map: { key: '?', does: 'These keys' },
};

const ACTS = Object.keys(KEYS) as KeyAct[];
const KEY = 'keys';
const CHANGED = 'foregone-keys-changed';
let on = recall(KEY) !== 'off';

export function areKeysOn(): boolean {
  return on;
}

export function switchKeys(wanted: boolean): void {
  on = wanted;
  keep(KEY, on ? 'on' : 'off');
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls `changed` when the keys are switched on or off; returns what ends that. */
export function onKeysSwitched(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  return () => window.removeEventListener(CHANGED, changed);
}

/** Calls `pressed` for each single key that means something where it is pressed; returns what ends that. */
export function onKey(pressed: (act: KeyAct) => void): () => void {
  const listen = (event: KeyboardEvent) => {
    const act = ACTS.find(one => KEYS[one].key === event.key.toLowerCase());
    if (!on || !act || !isFree(event)) return;
    event.preventDefault();
    pressed(act);
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}

const FIELDS =
  'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable], dialog:is([open], :popover-open)';

/** Whether a key was pressed by itself, and neither in a field nor in a dialog. */
function isFree(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.repeat || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return !event.composedPath().some(place => place instanceof Element && place.matches(FIELDS));
}
