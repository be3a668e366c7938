/** Small things that the browser remembers about a visitor's page, where it allows that. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`foregone-${key}`);
  } catch {
    return null;
  }
}

/** Without storage, what is kept lasts as long as whoever keeps it. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`foregone-${key}`, value);
  } catch {
    // Nothing depends on it.
  }
}
