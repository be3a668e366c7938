import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SpanWeight } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { percent, SPAN_NAMES } from '../text/format.js';

/** The attention on each part of the text, as bars on one scale from 0 to 100 %. */
@customElement('fg-span-bars')
export class SpanBars extends LitElement {
  static override readonly styles = [
    base,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 5.75rem 1fr 3.25rem;
        align-items: center;
        gap: 0.625rem;
        height: 1.5rem;
        font-size: 0.9375rem;
      }
      .bar {
        height: 0.625rem;
        border-radius: 2px;
        background:
          linear-gradient(var(--hue) 0 0) no-repeat 0 0 / calc(var(--share) * 100%) 100%,
          color-mix(in oklab, var(--line) 60%, transparent);
        forced-color-adjust: none;
      }
      .number {
        text-align: right;
      }
      @media (width < 16rem) {
        li {
          grid-template-columns: minmax(0, 1fr) auto;
          gap: 0 0.625rem;
          height: auto;
        }
        .bar {
          grid-area: 2 / 1 / auto / span 2;
        }
      }
    `,
  ];

  @property({ attribute: false }) spans: readonly SpanWeight[] = [];

  override render(): TemplateResult {
    return html`<ul aria-label="Attention by part of the text">
      ${this.spans.map(
        ({ span, weight }) => html`<li>
          <span>${SPAN_NAMES[span]}</span>
          <span class="bar" style=${styleMap({ '--share': String(weight), '--hue': `var(--span-${span})` })}></span>
          <span class="number">${percent(weight, 1)}</span>
        </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-span-bars': SpanBars;
  }
}
