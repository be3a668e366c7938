/** How fast a run is shown. The engine is faster than the eye, so a run that is watched is slowed down. */
const TOKEN_MS = 14;

const still = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Whether tokens come one at a time, to be watched; otherwise all at once. */
export function isWatched(): boolean {
  return !still.matches && !document.hidden;
}

/** Waits as long as one token is shown. */
export function beat(): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, TOKEN_MS);
  });
}

/** Lets the browser draw, and take what a visitor presses, before the next piece of work. */
export function nextTask(): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve);
  });
}
