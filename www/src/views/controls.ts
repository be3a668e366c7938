import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import type { Order } from '../engine/protocol.js';
import { areKeysOn, KEYS, onKeysSwitched } from '../state/keys.js';
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
  /** Whether one is on its way: the order may be chosen already, and is taken when it is there. */
  @property({ type: Boolean }) early = false;
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

  private endKeys = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.endKeys = onKeysSwitched(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endKeys();
  }

  private get mayChoose(): boolean {
    return this.ready || (this.early && this.busy);
  }

  /** Presses the button of an act, if it can be pressed now. */
  press(act: Act): void {
    this.renderRoot.querySelector<HTMLButtonElement>(`[data-act="${act}"]`)?.click();
  }

  /** Turns the order round. */
  flip(): void {
    if (this.mayChoose) this.choose(this.order === 'decision_first' ? 'reasoning_first' : 'decision_first');
  }

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
              ?disabled=${!this.mayChoose}
              @change=${() => this.choose(order)}
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

  private choose(order: Order): void {
    this.pressed = order;
    this.dispatchEvent(new OrderChosen(order));
  }

  private button(act: Act, name: string, enabled: boolean, kind = ''): TemplateResult {
    return html`<button
      class="button ${kind}"
      data-act=${act}
      aria-keyshortcuts=${ifDefined(keyOf(act))}
      ?disabled=${!enabled}
      @click=${() => this.dispatchEvent(new Acted(act))}
    >
      ${name}
    </button>`;
  }
}

/** The single key that does the same, while those are on. */
function keyOf(act: Act): string | undefined {
  return act === 'share' || !areKeysOn() ? undefined : KEYS[act === 'stop' ? 'run' : act].key;
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
