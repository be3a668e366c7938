import { readSetting, saveSetting } from './settings.js';

/** A single key that does what a button does. */
export interface KeyBinding {
  /** What it does, by name: `run`, or a view's. */
  command: string;
  /** What is on the key, as it is shown. */
  key: string;
  /** Its place on the keyboard, which counts where the layout has no such letter; the key's own on a US one where it is missing. */
  code?: string;
  /** What it does, in words. */
  does: string;
}

/** The commands of the page's own keys. */
export type KeyCommand =
  | 'run'
  | 'step'
  | 'watch'
  | 'back'
  | 'forward'
  | 'order'
  | 'force'
  | 'reset'
  | 'next'
  | 'map';

export const KEYS: readonly (KeyBinding & { command: KeyCommand })[] = [
  { command: 'run', key: 'r', does: 'Run; while it runs, stop' },
  { command: 'step', key: 's', does: 'Step: one word more in each run' },
  { command: 'watch', key: 'w', does: 'Watch it write; while it plays, pause' },
  { command: 'back', key: 'ArrowLeft', does: 'One word back' },
  { command: 'forward', key: 'ArrowRight', does: 'One word on' },
  { command: 'order', key: 'o', does: 'Turn the order round' },
  { command: 'force', key: 'f', does: 'Force another word in place of the chosen one, or of the answer' },
  { command: 'reset', key: '0', does: 'Reset: nothing written' },
  { command: 'next', key: 'n', does: 'The next thing to try' },
  { command: 'map', key: '?', does: 'These keys' },
];

/** A view that has a key, as the list of views says it. */
export interface KeyedView {
  id: string;
  name: string;
  key?: string;
}

/** The page's own keys, and those of its views. */
export function bindings(views: readonly KeyedView[]): readonly KeyBinding[] {
  const keyed = views.flatMap(({ id, name, key }) =>
    key ? [{ command: id, key, does: `Show or hide: ${name}` }] : [],
  );
  return [...KEYS, ...keyed];
}

/** What is known of a press. */
export type Press = Pick<KeyboardEvent, 'key' | 'code'>;

/** The binding of a key: by what is on it, or, where that is none of the keys' letters at all, by its place. */
export function bindingOf({ key, code }: Press, all: readonly KeyBinding[]): KeyBinding | undefined {
  const named = all.find(one => one.key.toLowerCase() === key.toLowerCase());
  // A Latin letter or a digit means itself, wherever it lies.
  if (named || /^[\x20-\x7e]$/.test(key)) return named;
  return all.find(one => (one.code ?? codeOf(one.key)) === code);
}

/** The place of a letter or a digit on a US keyboard. */
function codeOf(key: string): string | null {
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  return /^\d$/.test(key) ? `Digit${key}` : null;
}

const SETTING = 'keys';
const CHANGED = 'foregone-keys-changed';
let on: boolean | null = null;

/** Whether keys do anything. They can be switched off, since speech input may press letters unasked (WCAG 2.1.4). */
export function areKeysOn(): boolean {
  on ??= readSetting(SETTING) !== 'off';
  return on;
}

export function switchKeys(wanted: boolean): void {
  on = wanted;
  saveSetting(SETTING, wanted ? 'on' : 'off');
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls `changed` when the keys are switched on or off; returns what ends that. */
export function onKeysSwitched(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  return () => window.removeEventListener(CHANGED, changed);
}

/** Calls `pressed` for each single key that means something where it is pressed; returns what ends that. */
export function onKey(pressed: (command: string) => void, views: readonly KeyedView[] = []): () => void {
  const all = bindings(views);
  const listen = (event: KeyboardEvent) => {
    const binding = bindingOf(event, all);
    if (!binding || !areKeysOn() || !isFree(event, binding)) return;
    event.preventDefault();
    pressed(binding.command);
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}

const FIELDS =
  'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable], dialog:is([open], :popover-open)';

/** Where arrows go from one thing to the next: tokens, radios, tabs, and whatever scrolls sideways. */
const ROVING = 'input, [role="radio"], [role="tab"], [role="listitem"], li, [role="grid"], canvas';

/** Whether a key was pressed by itself, and neither in a field nor in a dialog; an arrow also not where it moves the focus. */
function isFree(event: KeyboardEvent, { key }: KeyBinding): boolean {
  const isArrow = key.startsWith('Arrow');
  // A held arrow goes on; a held letter was pressed once.
  if (event.defaultPrevented || event.isComposing || (event.repeat && !isArrow)) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || (isArrow && event.shiftKey)) return false;
  const taken = isArrow ? `${FIELDS}, ${ROVING}` : FIELDS;
  return !event.composedPath().some(place => place instanceof Element && place.matches(taken));
}
