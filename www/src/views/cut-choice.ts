import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Order } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import './term.js';

/** The visitor cuts a connection, or joins it again. */
export class CutChosen extends Event {
  constructor(readonly cut: boolean) {
    super('cut-chosen', { bubbles: true, composed: true });
  }
}

const NAMES: Readonly<Record<Order, string>> = {
  decision_first: 'Cut the reasons off from the answer',
  reasoning_first: 'Cut the answer off from the reasons',
};

/** The test that a picture of attention calls for: cut the connection, and see whether the words change. */
@customElement('fg-cut')
export class CutChoice extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      p {
        margin-block: 0.25rem 0.75rem;
      }
      .button[aria-pressed='true'] {
        border-color: var(--ink);
        background: var(--ink);
        color: var(--paper);
      }
      @media (forced-colors: active) {
        .button[aria-pressed='true'] {
          outline: 2px solid;
          outline-offset: -4px;
        }
      }
    `,
  ];

  @property() order: Order = 'decision_first';
  @property({ type: Boolean }) cut = false;
  @property({ type: Boolean }) disabled = false;

  override render(): TemplateResult {
    return html`<h2>Put it to the test</h2>
      <p class="small quiet">
        A picture of <fg-term of="attention">attention</fg-term> is not an explanation: it says where a word’s inputs came from, not why the
        word was chosen. <fg-term of="cut">Cut</fg-term> to test: words that stay the same did not need the connection.
      </p>
      <button
      class="button"
      aria-pressed=${this.cut}
      ?disabled=${this.disabled}
      @click=${() => this.dispatchEvent(new CutChosen(!this.cut))}
    >
      ${NAMES[this.order]}
    </button>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    'cut-chosen': CutChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-cut': CutChoice;
  }
}
