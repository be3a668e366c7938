import { computePosition, flip, offset, shift, size } from '@floating-ui/dom';

const GAP = 10;
const EDGE = 12;

/** What a popover is given to stand in, in pixels, be there ever so little. */
const LEAST = 240;

/**
 * Puts an open popover under what it is about, or over it where that has more room, within the window; where it has too little, it
 * scrolls. It is placed on the page, so that it scrolls along. Where the popover's style fixes it to the window, it stays there, and
 * the page scrolls until its anchor is in sight.
 */
export async function placeBeside(popover: HTMLElement, anchor: HTMLElement): Promise<void> {
  if (getComputedStyle(popover).position === 'fixed') {
    uncover(anchor, popover.offsetHeight);
    return;
  }
  const { x, y } = await computePosition(anchor, popover, {
    placement: 'bottom',
    middleware: [
      offset(GAP),
      flip({ padding: EDGE }),
      shift({ padding: EDGE }),
      size({
        padding: EDGE,
        apply({ availableHeight }) {
          popover.style.maxHeight = `${Math.max(LEAST, availableHeight)}px`;
        },
      }),
    ],
  });
  popover.style.left = `${x}px`;
  popover.style.top = `${y}px`;
}

/** Scrolls until nothing at the bottom of the window, so many pixels high, covers the button. */
function uncover(button: HTMLElement, height: number): void {
  button.style.scrollMarginBottom = `${height + 3 * GAP}px`;
  button.scrollIntoView({ block: 'nearest' });
  button.style.scrollMarginBottom = '';
}
