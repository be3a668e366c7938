import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Order } from '../engine/protocol.js';
import { base } from '../styles/base.js';

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
    return html`<button
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
