import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Order } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { segments } from '../styles/segments.js';
import { ORDERS } from '../text/stage.js';

export class OrderChosen extends Event {
  constructor(readonly order: Order) {
    super('order-chosen', { bubbles: true, composed: true });
  }
}

/** The first run's order: both runs are written anew in it. */
@customElement('fg-order')
export class OrderChoice extends LitElement {
  static override readonly styles = [
    base,
    segments,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        font-size: 0.9375rem;
      }
      .name {
        color: var(--quiet);
        white-space: nowrap;
      }
      .segments {
        padding: 2px;
      }
      .segments label {
        min-height: 1.75rem;
        padding-inline: 0.625rem;
      }
      @media (40rem <= width < 62rem) {
        .name {
          display: none;
        }
      }
      @media (width < 40rem) {
        :host {
          flex-wrap: wrap;
        }
        .segments {
          flex: 1;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property() order: Order = 'decision_first';
  @property({ type: Boolean }) ready = false;
  @property({ type: Boolean }) busy = false;

  /** The order that was pressed, until it is that of the first run. */
  @state() private pressed: Order | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('order') || (changed.has('busy') && !this.busy)) this.pressed = null;
  }

  override render(): TemplateResult {
    return html`<span class="name" aria-hidden="true">First run</span>
      <div class="segments" role="radiogroup" aria-label="Order" aria-description="The first run’s">
        ${ORDERS.map(
          ({ order, name }) => html`<label
            ><input
              type="radio"
              name="order"
              .checked=${live(order === (this.pressed ?? this.order))}
              ?disabled=${!this.ready}
              @change=${() => this.choose(order)}
            />${name}</label
          >`,
        )}
      </div>`;
  }

  /** Turns the order round. */
  flip(): void {
    if (this.ready) this.choose(this.order === 'decision_first' ? 'reasoning_first' : 'decision_first');
  }

  private choose(order: Order): void {
    this.pressed = order;
    this.dispatchEvent(new OrderChosen(order));
  }
}

declare global {
  interface HTMLElementEventMap {
    'order-chosen': OrderChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-order': OrderChoice;
  }
}
