import type { AddressBar } from './address-sync.js';

/** What a history entry of the visitor's own holds. */
const OWN = 'own';

/** The page's element, where there is a page. It says where the root of the site is and which chapter this is. */
const page = globalThis.document?.documentElement;

/** Where the site's files lie. Read once: later the address is that of what the visitor does. */
const ROOT = page ? new URL(page.dataset.root ?? './', document.baseURI) : null;

/** The absolute address of a file of the site. */
export function fromRoot(file: string): string {
  return new URL(file, ROOT ?? undefined).href;
}

/** The browser's own address bar. */
export const addressBar: AddressBar = {
  chapter: page?.dataset.chapter ?? null,
  hash: () => window.location.hash,
  push(hash) {
    // In a frame, a new entry would be one more that the visitor has to go back through to leave the host's page.
    if (window.parent !== window) window.history.replaceState(OWN, '', hash);
    else if (hash !== window.location.hash) window.history.pushState(OWN, '', hash);
  },
  replace(hash) {
    if (hash !== window.location.hash) window.history.replaceState(window.history.state, '', hash);
  },
  markOwn: () => window.history.replaceState(OWN, ''),
  isOwn: () => window.history.state === OWN,
  onMove(moved) {
    window.addEventListener('popstate', moved);
    return () => window.removeEventListener('popstate', moved);
  },
};
