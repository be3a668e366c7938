import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

/** Takes a changed scene; where a row has come or gone, with that row's number. */
export type Change<Scene> = (next: Scene, row?: number) => void;

/** One word of a sentence, to be chosen; a link may bring one that is not among those offered. */
export function choice<Word extends string | number>(
  label: string,
  offered: readonly Word[],
  value: Word,
  chosen: (word: Word) => void,
  named: (word: Word) => string = String,
): TemplateResult {
  const words = offered.includes(value) ? offered : [...offered, value];
  const take = (event: Event) => {
    const word = words[(event.currentTarget as HTMLSelectElement).selectedIndex];
    if (word !== undefined) chosen(word);
  };
  return html`<select class="field" aria-label=${label} @change=${take}>
    ${words.map(word => html`<option .selected=${live(word === value)}>${named(word)}</option>`)}
  </select>`;
}

/** Sentences of one kind, each of which can be taken away. `name` says what one is: “swap 2”. */
export function rows<Row>(
  all: readonly Row[],
  name: (row: Row, index: number) => string,
  sentence: (row: Row, index: number) => TemplateResult,
  change: Change<Row[]>,
): TemplateResult {
  return html`<ol>
    ${all.map(
      (row, index) => html`<li>
        <div class="line">${sentence(row, index)}</div>
        <button
          class="remove"
          aria-label="Remove ${name(row, index)}"
          @click=${() => change(all.toSpliced(index, 1), index)}
        >
          ×
        </button>
      </li>`,
    )}
  </ol>`;
}

/** A button that adds a sentence; without one to add, it cannot be pressed. */
export function adder<Row>(
  name: string,
  all: readonly Row[],
  next: Row | null,
  change: Change<Row[]>,
): TemplateResult {
  return html`<button
    class="button"
    ?disabled=${next === null}
    @click=${() => next !== null && change([...all, next], all.length)}
  >
    ${name}
  </button>`;
}
