import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { areKeysOn, bindings, switchKeys } from '../state/keys.js';
import { base } from '../styles/base.js';
import { dialogStyle } from '../styles/dialog.js';
import { VIEWS } from './registry.js';

/** Keys that work wherever the focus is in one of the page's parts. */
const MOVES: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Tab'], does: 'Go to the next part of the page: one press for a whole text' },
  { keys: ['←', '→', '↑', '↓'], does: 'Go from word to word, from head to head, from cell to cell' },
  { keys: ['Home', 'End'], does: 'Go to the first word, to the last' },
  { keys: ['Enter'], does: 'Choose a word; one that the model wrote can then be forced' },
  { keys: ['Esc'], does: 'Close what is open' },
];

/** How keys without a letter are shown. */
const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→' };

/** Which keys there are, behind a button of its own, and the switch for those that are single letters. */
@customElement('fg-keyboard-map')
export class KeyboardMap extends LitElement {
  static override readonly styles = [
    base,
    dialogStyle,
    css`
      .opener {
        color: var(--quiet);
        font-size: 0.9375rem;
        text-decoration: none;
      }
      .opener:hover {
        color: var(--ink);
      }
      dl {
        display: grid;
        grid-template-columns: 7.5rem 1fr;
        gap: 0.375rem 1rem;
        margin: 0;
        font-size: 0.9375rem;
        line-height: 1.6;
      }
      .single {
        grid-template-columns: 2rem 1fr;
      }
      dt {
        display: flex;
        flex-wrap: wrap;
        align-content: start;
        gap: 0.25rem;
      }
      dd {
        margin: 0;
      }
      kbd {
        min-width: 1.75em;
        padding: 0 0.4em;
        border: 1px solid var(--edge);
        border-bottom-width: 2px;
        border-radius: 4px;
        background: var(--paper);
        font: 500 0.875rem/1.5 var(--sans);
        text-align: center;
      }
      label {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        margin-bottom: 0.625rem;
      }
      input {
        width: 1.125rem;
        height: 1.125rem;
        margin: 0;
        accent-color: var(--accent);
      }
    `,
  ];

  @state() private on = areKeysOn();
  @query('dialog') private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    return html`<button class="link opener" @click=${this.open}>Keyboard</button>
      <dialog aria-labelledby="title" closedby="any">
        <div class="head">
          <h2 id="title">Keyboard</h2>
          <button class="button" @click=${() => this.dialog.close()}>Close</button>
        </div>
        <div class="body">
          <div>
            <h3>Single keys</h3>
            <label><input type="checkbox" .checked=${live(this.on)} @change=${this.turn} />Use single keys</label>
            <dl class=${this.on ? 'single' : 'single quiet'}>
              ${bindings(VIEWS).map(({ key, does }) => line([SIGNS[key] ?? key], does))}
            </dl>
          </div>
          <div>
            <h3>Getting about</h3>
            <dl>${MOVES.map(({ keys, does }) => line(keys, does))}</dl>
          </div>
        </div>
      </dialog>`;
  }

  open(): void {
    this.on = areKeysOn();
    if (!this.dialog.open) this.dialog.showModal();
  }

  private turn(event: Event): void {
    this.on = (event.currentTarget as HTMLInputElement).checked;
    switchKeys(this.on);
  }
}

function line(keys: readonly string[], does: string): TemplateResult {
  return html`<dt>${keys.map(key => html`<kbd>${key}</kbd>`)}</dt>
    <dd>${does}</dd>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-keyboard-map': KeyboardMap;
  }
}
