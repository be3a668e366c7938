import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { base } from '../styles/base.js';
import './term.js';
import { styleMap } from '../styles/style-map.js';

/** Weights shown in the legend of the shading, in per cent. The scale is fixed: it never stretches to the data. */
const STOPS = [0, 1, 5, 20, 50, 100];

/** What shading, numbers and lines in the text mean. */
@customElement('fg-legend')
export class Legend extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.375rem 2rem;
        color: var(--quiet);
        font-size: 0.875rem;
      }
      .item {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.625rem;
      }
      .scale {
        display: flex;
      }
      .scale span {
        width: 2.25rem;
        border-block: 1px solid var(--line);
        background: color-mix(in oklab, var(--shade) calc(var(--weight) * 100%), transparent);
        color: color-mix(in oklab, var(--on-shade) calc(var(--weight) * 100%), var(--ink));
        font-size: 0.75rem;
        line-height: 1.25rem;
        text-align: center;
      }
      .scale span:first-child {
        border-left: 1px solid var(--line);
      }
      .scale span:last-child {
        border-right: 1px solid var(--line);
      }
      /* There the numbers over the words say it all. */
      @media (forced-colors: active) {
        .scale,
        .shades {
          display: none;
        }
      }
      .gauge {
        width: 2.5rem;
        height: 3px;
        background:
          linear-gradient(var(--ink) 0 0) no-repeat 0 0 / 60% 100%,
          var(--line);
        forced-color-adjust: none;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div class="item">
        <span><fg-term of="attention">Attention</fg-term> to a word in %: the number over it<span class="shades">, and its shade</span></span>
        <div class="scale number">
          ${STOPS.map(stop => html`<span style=${styleMap({ '--weight': String(Math.sqrt(stop / 100)) })}>${stop}</span>`)}
        </div>
      </div>
      <div class="item"><i class="gauge"></i><span><fg-term of="probability">Probability</fg-term> of a word; no line: 95 % or more</span></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-legend': Legend;
  }
}
