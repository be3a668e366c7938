import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base.js';
import type { Next } from '../text/next.js';
import { Acted } from './controls.js';

/** The visitor takes what is offered to try next. */
export class NextChosen extends Event {
  constructor(readonly next: Next) {
    super('next-chosen', { bubbles: true, composed: true });
  }
}

/** What the two runs show, in one sentence, and the one thing to do next. */
@customElement('fg-point')
export class Point extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: 0.5rem 2rem;
      }
      [role='status'] p,
      .meanwhile {
        font: 400 1.1875rem/1.4 var(--serif);
      }
      .rate {
        grid-column: 1;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: 0.5rem;
      }
      .button {
        max-width: 22rem;
        text-align: center;
        line-height: 1.25;
      }
      @media (width < 60rem) {
        :host {
          grid-template-columns: 1fr;
        }
        .actions {
          justify-content: start;
        }
        [role='status'] p,
        .meanwhile {
          font-size: 1.0625rem;
        }
      }
      @media (width < 40rem) {
        :host {
          gap: 0.25rem;
        }
        [role='status'] p,
        .meanwhile {
          font: 400 1rem/1.28 var(--serif);
        }
        .button {
          flex: 1;
          max-width: none;
          min-height: 2.25rem;
        }
      }
      @media print {
        .actions {
          display: none;
        }
      }
    `,
  ];

  /** The sentence; empty while the runs are not over. */
  @property() point = '';
  /** What is known of many scenes like this one; empty where nothing is. */
  @property() rate = '';
  /** What happens while there is no sentence. */
  @property() meanwhile = '';
  /** Whether what stands above is only recorded, and waits for a press. */
  @property({ type: Boolean }) recorded = false;
  /** Whether that press can be made now. */
  @property({ type: Boolean }) ready = false;
  @property({ attribute: false }) next: Next | null = null;

  override willUpdate(changed: PropertyValues<this>): void {
    // While runs are played or written anew, what lies below stays where it is.
    if (changed.has('point') && this.hasUpdated)
      this.style.minHeight = this.point ? '' : `${this.offsetHeight}px`;
  }

  override render(): TemplateResult {
    const { point, rate, meanwhile, next, recorded } = this;
    return html`<div>
        <div role="status" aria-label="Result">${point ? html`<p>${point}</p>` : nothing}</div>
        ${point ? nothing : html`<p class="quiet meanwhile">${meanwhile}</p>`}
      </div>
      <div class="actions">
        ${
          recorded
            ? html`<button class="button primary" ?disabled=${!this.ready} @click=${() => this.dispatchEvent(new Acted('run'))}>
              Run it here
            </button>`
            : nothing
        }
        ${
          next
            ? html`<button class="button ${recorded ? '' : 'primary'}" @click=${() => this.dispatchEvent(new NextChosen(next))}>
              Next: ${next.name}
            </button>`
            : nothing
        }
      </div>
      ${point && rate ? html`<p class="rate small quiet">${rate}</p>` : nothing}`;
  }
}

declare global {
  interface HTMLElementEventMap {
    'next-chosen': NextChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-point': Point;
  }
}
