import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Order } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { segments } from '../styles/segments.js';
import { DIFFERENCES, describeChosen, describeDifference, type Kind } from '../text/stage.js';

/** The visitor wants the second run to differ in something else. */
export class DifferenceChosen extends Event {
  constructor(readonly difference: Kind) {
    super('difference-chosen', { bubbles: true, composed: true });
  }
}

/** What the second run differs in: six words, side by side on any screen. */
@customElement('fg-differs')
export class Differs extends LitElement {
  static override readonly styles = [
    base,
    segments,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 0.25rem 0.75rem;
        min-width: 0;
        font-size: 0.9375rem;
      }
      .name {
        flex: none;
        color: var(--quiet);
      }
      .segments {
        flex: none;
        padding: 2px;
      }
      .segments label {
        min-height: 1.75rem;
        padding-inline: 0.75rem;
      }
      .does {
        overflow: hidden;
        color: var(--quiet);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (width < 78rem) {
        .does {
          display: none;
        }
      }
      @media (width < 40rem) {
        .name {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        .segments {
          flex: 1;
          flex-wrap: wrap;
        }
        .segments label {
          flex: auto;
          min-height: 1.5rem;
          padding-inline: 0.25rem;
        }
      }
      @media print {
        .segments label:not(:has(:checked)) {
          display: none;
        }
      }
    `,
  ];

  @property() kind: Kind = 'nothing';
  /** The first run's order, which says what each of them does. */
  @property() order: Order = 'decision_first';
  @property({ type: Boolean }) ready = false;
  @property({ type: Boolean }) busy = false;

  /** What was pressed, until it is what the runs differ in. */
  @state() private pressed: Kind | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('kind') || (changed.has('busy') && !this.busy)) this.pressed = null;
  }

  override render(): TemplateResult {
    const chosen = this.pressed ?? this.kind;
    return html`<span class="name" id="name">What differs</span>
      <div class="segments" role="radiogroup" aria-labelledby="name">
        ${DIFFERENCES.map(({ kind, name }) => {
          const does = describeDifference(kind, this.order);
          return html`<label title=${does}
            ><input
              type="radio"
              name="differs"
              aria-description=${does}
              .checked=${live(kind === chosen)}
              ?disabled=${!this.ready}
              @change=${() => this.choose(kind)}
            />${name}</label
          >`;
        })}
      </div>
      <span class="does" aria-hidden="true">${describeChosen(chosen, this.order)}</span>`;
  }

  private choose(kind: Kind): void {
    this.pressed = kind;
    this.dispatchEvent(new DifferenceChosen(kind));
  }
}

declare global {
  interface HTMLElementEventMap {
    'difference-chosen': DifferenceChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-differs': Differs;
  }
}
