import { readSetting, saveSetting } from './settings.js';

/** Light, dark, or as the system has it. */
export type Theme = 'auto' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const SETTING = 'theme';
const CHANGED = 'foregone-theme-changed';

export function storedTheme(): Theme {
  const stored = readSetting(SETTING);
  return isTheme(stored) ? stored : 'auto';
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
}

/** Whether a word names a theme. */
export function isTheme(word: unknown): word is Theme {
  return THEMES.some(theme => theme === word);
}

/** Puts the theme in force. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event(CHANGED));
}

/** Puts the theme in force, and keeps it where the browser allows that. */
export function setTheme(theme: Theme): void {
  showTheme(theme);
  saveSetting(SETTING, theme);
}

/** Calls `changed` when the colours do; returns what ends that. */
export function onColours(changed: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    system.removeEventListener('change', changed);
    window.removeEventListener(CHANGED, changed);
  };
}
