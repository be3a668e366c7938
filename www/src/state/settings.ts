/** Small things that the browser remembers about a visitor's page, where it allows that. */
export interface Settings {
  read(key: string): string | null;
  save(key: string, value: string): void;
}

export function readSetting(key: string): string | null {
  try {
    return localStorage.getItem(`foregone-${key}`);
  } catch {
    return null;
  }
}

/** Without storage, what is saved lasts as long as whoever saved it. */
export function saveSetting(key: string, value: string): void {
  try {
    localStorage.setItem(`foregone-${key}`, value);
  } catch {
    // Nothing depends on it.
  }
}
