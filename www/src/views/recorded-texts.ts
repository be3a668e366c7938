import { css, html, LitElement, type nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { base } from '../styles/base.js';
import type { Parted } from './parted.js';

/** Both texts of each run that came out differently than its link says. */
@customElement('fg-recorded-texts')
export class RecordedTexts extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
        gap: 0.5rem 1.5rem;
        font: 400 1rem/1.5 var(--serif);
      }
      h3 {
        margin: 0;
        font: 500 0.875rem/1.4 var(--sans);
        color: var(--quiet);
      }
      mark {
        background: none;
        color: inherit;
        text-decoration: underline 2px var(--forced);
        text-underline-offset: 0.2em;
      }
    `,
  ];

  @property({ attribute: false }) parted: readonly Parted[] = [];

  override render(): TemplateResult | typeof nothing {
    return html`${this.parted.map(
      ({ run, recorded, own, at }) => html`${this.side(`${run}: the link’s author saw`, recorded, at)}
      ${this.side(`${run}: here it wrote`, own, at)}`,
    )}`;
  }

  private side(name: string, words: readonly string[], at: number | null): TemplateResult {
    return html`<section aria-label=${name}>
      <h3>${name}</h3>
      <p>${at === null ? words.join('') : html`${words.slice(0, at).join('')}<mark>${words.slice(at).join('')}</mark>`}</p>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-recorded-texts': RecordedTexts;
  }
}
