/** Light, dark, or as the system has it. */
export type Theme = 'auto' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const KEY = 'foregone-theme';
const CHANGED = 'foregone-theme-changed';
const system = window.matchMedia('(prefers-color-scheme: dark)');

export function storedTheme(): Theme {
  try {
    return THEMES.find(theme => theme === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
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
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Calls `changed` when the colours do; returns what ends that. */
export function onColours(changed: () => void): () => void {
  system.addEventListener('change', changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    system.removeEventListener('change', changed);
    window.removeEventListener(CHANGED, changed);
  };
}
