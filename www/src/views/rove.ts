/**
 * Arrow keys within a set of buttons of which Tab reaches only one: left and right along the text, up and down to the
 * nearest on the next line, Home and End.
 */
export function moveFocus(event: KeyboardEvent, buttons: readonly HTMLElement[]): void {
  const here = event.target;
  if (!(here instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const current = buttons.indexOf(here);
  if (current < 0) return;
  const target = destination(event.key, current, here, buttons);
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function destination(
  key: string,
  current: number,
  here: HTMLElement,
  buttons: readonly HTMLElement[],
): HTMLElement | undefined {
  switch (key) {
    case 'ArrowLeft':
      return buttons[Math.max(current - 1, 0)];
    case 'ArrowRight':
      return buttons[current + 1];
    case 'Home':
      return buttons[0];
    case 'End':
      return buttons.at(-1);
    case 'ArrowUp':
      return nearestLine(here, buttons.slice(0, current).reverse(), -1);
    case 'ArrowDown':
      return nearestLine(here, buttons.slice(current + 1), 1);
    default:
      return undefined;
  }
}

/** Of the candidates, nearest first, the one on the next line whose middle is nearest. */
function nearestLine(
  here: HTMLElement,
  candidates: readonly HTMLElement[],
  way: 1 | -1,
): HTMLElement | undefined {
  const { top, bottom, left, right } = here.getBoundingClientRect();
  const middle = (left + right) / 2;
  let best: { button: HTMLElement; line: number; distance: number } | undefined;
  for (const button of candidates) {
    const box = button.getBoundingClientRect();
    const beyond = way === 1 ? box.top >= bottom - 2 : box.bottom <= top + 2;
    if (!beyond) continue;
    if (best && Math.abs(box.top - best.line) > box.height / 2) break;
    const distance = Math.abs((box.left + box.right) / 2 - middle);
    if (!best || distance < best.distance) best = { button, line: best?.line ?? box.top, distance };
  }
  return best?.button;
}
