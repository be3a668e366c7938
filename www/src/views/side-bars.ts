import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Comparison, Side, SpanWeight } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { percent, SPAN_NAMES } from '../text/format.js';

/** The attention of two answers by part of the text: a bar each, and the same as numbers, which are its legend. */
@customElement('fg-side-bars')
export class SideBars extends LitElement {
  static override readonly styles = [
    base,
    css`
      .bars {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: center;
        gap: 0.375rem 0.75rem;
        font-size: 0.9375rem;
      }
      .bar {
        display: flex;
        height: 1.125rem;
        border-radius: 2px;
        overflow: hidden;
        background: color-mix(in oklab, var(--line) 60%, transparent);
        forced-color-adjust: none;
      }
      .bar i {
        width: calc(var(--share) * 100%);
        background: var(--hue);
      }
      .bar i + i {
        box-shadow: inset 1px 0 var(--paper);
      }
      table {
        width: min(100%, 27rem);
        margin-top: 0.75rem;
        border-collapse: collapse;
        font-size: 0.9375rem;
        line-height: 1.625rem;
      }
      th {
        font-weight: 400;
        text-align: left;
      }
      thead th {
        color: var(--quiet);
        font-size: 0.875rem;
      }
      .number {
        width: 7rem;
        text-align: right;
      }
      th i {
        display: inline-block;
        width: 0.625rem;
        height: 0.625rem;
        margin-right: 0.5rem;
        border-radius: 2px;
        background: var(--hue);
        forced-color-adjust: none;
      }
      .note {
        margin-top: 0.5rem;
      }
    `,
  ];

  @property({ attribute: false }) comparison: Comparison | null = null;
  @property({ attribute: false }) names: readonly string[] = [];

  override render(): TemplateResult | typeof nothing {
    const { comparison, names } = this;
    if (!comparison) return nothing;
    const { left, right } = comparison;
    const sides = [left, right];
    const spans = (left.spans ?? right.spans ?? []).map(({ span }) => span);
    if (spans.length === 0) return html`<p class="small quiet">Neither run comes to an answer.</p>`;
    return html`<div class="bars" aria-hidden="true">
        ${sides.map((side, index) => html`<span>${names[index]}</span>${this.bar(side)}`)}
      </div>
      <table>
        <caption class="unseen">
          Attention from which the answer was chosen, by part of the text
        </caption>
        <thead>
          <tr>
            <th scope="col">Part of the text</th>
            ${names.map(name => html`<th scope="col" class="number">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${spans.map(
            (span, index) => html`<tr>
              <th scope="row"><i style=${styleMap({ '--hue': `var(--span-${span})` })}></i>${SPAN_NAMES[span]}</th>
              ${sides.map(side => html`<td class="number">${share(side.spans?.[index])}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
      <p class="note small quiet">
        Mean of all heads, where the answer was chosen.
      </p>`;
  }

  private bar({ spans }: Side): TemplateResult {
    return html`<div class="bar">
      ${spans?.map(
        ({ span, weight }) =>
          html`<i style=${styleMap({ '--share': String(weight), '--hue': `var(--span-${span})` })}></i>`,
      )}
    </div>`;
  }
}

function share(part: SpanWeight | undefined): string {
  return part ? percent(part.weight, 1) : '–';
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-side-bars': SideBars;
  }
}
