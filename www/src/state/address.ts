/**
 * The address bar. Its hash is the permalink of the current experiment: a choice of the visitor's makes a new
 * history entry, so that Back undoes it, and anything else rewrites the entry in place.
 */
export function currentHash(): string {
  return window.location.hash;
}

export function pushHash(hash: string): void {
  // In a frame, a new entry would be one more that the visitor has to go back through to leave the host's page.
  if (window.parent !== window) window.history.replaceState(OWN, '', hash);
  else if (hash !== currentHash()) window.history.pushState(OWN, '', hash);
}

export function replaceHash(hash: string): void {
  if (hash !== currentHash()) window.history.replaceState(window.history.state, '', hash);
}

/** Marks the entry as the visitor's own doing. */
export function ownEntry(): void {
  window.history.replaceState(OWN, '');
}

/** Whether the entry is the visitor's own doing, and not a link that was followed: what it recorded is no claim of another's. */
export function isOwnEntry(): boolean {
  return window.history.state === OWN;
}

const OWN = 'own';

/** Calls `moved` whenever the visitor goes back, forward, or edits the hash. */
export function onMove(moved: () => void): void {
  window.addEventListener('popstate', moved);
}

/** The absolute address of a file of the site. A page that lies in a folder of it says where the root is. */
export function fromRoot(file: string): string {
  return new URL(`${document.documentElement.dataset.root ?? './'}${file}`, document.baseURI).href;
}
