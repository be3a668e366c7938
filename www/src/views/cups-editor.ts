import { COLOURS, SIZES } from 'virtual:tables';
import { html, type TemplateResult } from 'lit';
import type { Colour, Cups } from '../engine/protocol.js';
import { cupsOf } from '../text/cups.js';
import { adder, type Change, choice, rows } from './editor-parts.js';

type Swap = Cups['swaps'][number];

/** A scene of cups as sentences. */
export function editCups(cups: Cups, change: Change<Cups>): TemplateResult {
  const { start, swaps, asked } = cups;
  const swapped: Change<Swap[]> = (next, row) => change({ ...cups, swaps: next }, row);
  const swap = ([a, b]: Swap, index: number) => {
    const put = (next: Swap) => swapped(swaps.with(index, next));
    return html`<span class="number">${index + 1}.</span> Swap
      ${choice(`Swap ${index + 1}, one cup`, COLOURS, a, colour => put([colour, b]))} and
      ${choice(`Swap ${index + 1}, other cup`, COLOURS, b, colour => put([a, colour]))}`;
  };
  return html`<div class="line">
      The ball starts under ${choice('Ball starts under', COLOURS, start, colour => change({ ...cups, start: colour }))}
    </div>
    ${rows(swaps, (_, index) => `swap ${index + 1}`, swap, swapped)}
    <div class="adds">${adder('Add a swap', swaps, newSwap(cups), swapped)}</div>
    <div class="line">
      Is it under
      <span class="end">${choice('Cup asked about', COLOURS, asked, colour => change({ ...cups, asked: colour }))}?</span>
    </div>`;
}

/** A swap of two cups that are there, and not the same two again. */
function newSwap(cups: Cups): Swap | null {
  if (cups.swaps.length >= SIZES.cups.most) return null;
  const [a = cups.start, b, c] = cupsOf(cups);
  const another: Colour = b ?? (a === 'red' ? 'blue' : 'red');
  const isSame = cups.swaps.at(-1)?.every(cup => cup === a || cup === another);
  return isSame && c ? [another, c] : [a, another];
}
