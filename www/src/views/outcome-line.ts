import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Outcome } from '../state/outcome.js';
import { base } from '../styles/base.js';

/** What the run came to. */
@customElement('fg-outcome')
export class OutcomeLine extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 4.5em;
      }
      p {
        padding-left: 0.875rem;
        border-left: 3px solid var(--ink);
        font: 400 1.0625rem/1.5 var(--serif);
      }
    `,
  ];

  @property({ attribute: false }) outcome: Outcome | null = null;

  override render(): TemplateResult {
    return html`<div role="status" aria-label="Result">${this.outcome ? this.told(this.outcome) : nothing}</div>`;
  }

  private told({ mark, sentences }: Outcome): TemplateResult {
    return html`<p><strong>${mark}</strong> ${sentences}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-outcome': OutcomeLine;
  }
}
