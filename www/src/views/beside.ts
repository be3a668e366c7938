const GAP = 10;
const EDGE = 12;

/**
 * Puts an open popover under what it is about, within the window's sides; over it where that is better in sight, if it `mayRise`.
 * It is placed on the page, so that it scrolls along.
 */
export function placeBeside(popover: HTMLElement, anchor: Element, mayRise = true): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const above = at.top - GAP - height;
  const fits = at.bottom + GAP + height <= window.innerHeight - EDGE;
  const top = fits || !mayRise || above < EDGE ? at.bottom + GAP : above;
  const most = document.documentElement.clientWidth - width - EDGE;
  const left = Math.max(EDGE, Math.min((at.left + at.right - width) / 2, most));
  popover.style.left = `${left + window.scrollX}px`;
  popover.style.top = `${top + window.scrollY}px`;
}
