import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Order } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { segments } from '../styles/segments.js';

/** What the visitor asks of the run. */
export type Act = 'run' | 'step' | 'stop' | 'reset' | 'share';

export class Acted extends Event {
  constructor(readonly act: Act) {
    super('acted', { bubbles: true, composed: true });
  }
}

export class OrderChosen extends Event {
  constructor(readonly order: Order) {
    super('order-chosen', { bubbles: true, composed: true });
  }
}

const ORDERS: readonly { order: Order; name: string }[] = [
  { order: 'decision_first', name: 'Decision first' },
  { order: 'reasoning_first', name: 'Reasoning first' },
];

/** The order, and the buttons that drive the run. */
@customElement('fg-controls')
export class Controls extends LitElement {
  static override readonly styles = [
    base,
    segments,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.875rem 1.5rem;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        flex: 1;
        gap: 0.5rem;
      }
      .share {
        margin-left: auto;
      }
      @media (width < 40rem) {
        .segments,
        .buttons {
          flex: 1 1 100%;
        }
        .segments label {
          padding-inline: 0.375rem;
        }
        .buttons .button {
          flex: 1;
          padding-inline: 0.5rem;
        }
      }
    `,
  ];

  @property() order: Order = 'decision_first';
  /** Whether there is an experiment to drive. */
  @property({ type: Boolean }) ready = false;
  @property({ type: Boolean }) running = false;
  /** Whether something asked for is not over yet. */
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) ended = false;
  /** Whether there is anything that Reset would take away. */
  @property({ type: Boolean }) started = false;
  /** Whether the page is one for frames, from which nothing is shared. */
  @property({ type: Boolean }) reduced = false;

  /** The order that was pressed, until it is that of the experiment. */
  @state() private pressed: Order | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('order') || (changed.has('busy') && !this.busy)) this.pressed = null;
  }

  override render(): TemplateResult {
    const idle = this.ready && !this.busy;
    return html`
      <div class="segments" role="radiogroup" aria-label="Order">
        ${ORDERS.map(
          ({ order, name }) => html`<label
            ><input
              type="radio"
              name="order"
              .checked=${live(order === (this.pressed ?? this.order))}
              ?disabled=${!this.ready}
              @change=${() => this.press(order)}
            />${name}</label
          >`,
        )}
      </div>
      <div class="buttons">
        ${this.button('run', 'Run', idle, 'primary')} ${this.button('step', 'Step', idle && !this.ended)}
        ${this.button('stop', 'Stop', this.running)} ${this.button('reset', 'Reset', this.ready && this.started)}
        ${this.reduced ? nothing : this.button('share', 'Share', this.ready, 'share')}
      </div>
    `;
  }

  private press(order: Order): void {
    this.pressed = order;
    this.dispatchEvent(new OrderChosen(order));
  }

  private button(act: Act, name: string, enabled: boolean, kind = ''): TemplateResult {
    return html`<button
      class="button ${kind}"
      ?disabled=${!enabled}
      @click=${() => this.dispatchEvent(new Acted(act))}
    >
      ${name}
    </button>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    acted: Acted;
    'order-chosen': OrderChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-controls': Controls;
  }
}
