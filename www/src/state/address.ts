/**
 * The address bar. Its hash is the permalink of the current experiment: a choice of the visitor's makes a new
 * history entry, so that Back undoes it, and anything else rewrites the entry in place.
 */
export function currentHash(): string {
  return window.location.hash;
}

export function pushHash(hash: string): void {
  if (hash !== currentHash()) window.history.pushState(null, '', hash);
}

export function replaceHash(hash: string): void {
  if (hash !== currentHash()) window.history.replaceState(null, '', hash);
}

/** Calls `moved` whenever the visitor goes back, forward, or edits the hash. */
export function onMove(moved: () => void): void {
  window.addEventListener('popstate', moved);
}
