import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Order } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import './term.js';

/** The boxes of the figure: the text from left to right, which is the order of its making. */
const BOXES = [
  { x: 1, width: 92 },
  { x: 103, width: 92 },
  { x: 205, width: 92 },
];
const WIDTH = 298;
const TOP = 40;
const HEIGHT = 28;

/** What the order comes to: who can look back at what, drawn, and in one sentence. */
@customElement('fg-order-figure')
export class OrderFigure extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.375rem 1.5rem;
      }
      svg {
        flex: none;
        width: 18.625rem;
        max-width: 100%;
        height: auto;
        overflow: visible;
      }
      rect {
        fill: var(--card);
        stroke: var(--edge);
      }
      .answer rect {
        fill: var(--span-decision);
        stroke: none;
      }
      .reasons rect {
        fill: var(--span-reasoning);
        stroke: none;
      }
      text {
        fill: var(--ink);
        font: 500 14px var(--sans);
        text-anchor: middle;
      }
      .answer text,
      .reasons text {
        fill: var(--paper);
        font-weight: 600;
      }
      path {
        fill: none;
        stroke: var(--quiet);
        stroke-width: 1.5;
      }
      .tip {
        fill: var(--quiet);
        stroke: none;
      }
      .cut {
        stroke: var(--forced);
        stroke-width: 2.5;
      }
      p {
        flex: 1 1 16rem;
        min-height: 3.1em;
        font: 400 1.0625rem/1.5 var(--serif);
      }
    `,
  ];

  @property() order: Order = 'decision_first';
  @property({ type: Boolean }) cut = false;

  override render(): TemplateResult {
    const first = this.order === 'decision_first';
    const names = first ? ['question', 'answer', 'reasons'] : ['question', 'reasons', 'answer'];
    const looks = first
      ? 'The answer looks back at the question only; the reasons come later'
      : 'The answer looks back at the question and at the reasons';
    const cut = first ? 'the reasons cannot look at the answer' : 'the answer cannot look at the reasons';
    return html`<svg viewBox="0 0 ${WIDTH} ${TOP + HEIGHT + 1}" role="img" aria-label="${looks}${this.cut ? `. Cut: ${cut}` : ''}.">
        ${names.map((name, index) => box(name, index))} ${arc(1, 0, false)} ${arc(2, 1, this.cut)} ${arc(2, 0, false)}
      </svg>
      <p>${first ? this.later() : this.earlier()}</p>`;
  }

  private later(): TemplateResult {
    return html`<fg-term of="decision_first">Decision first</fg-term>: written after the answer, reasons cannot have
      caused it.`;
  }

  private earlier(): TemplateResult {
    return html`<fg-term of="reasoning_first">Reasoning first</fg-term>: written before the answer, reasons can shape it.
      Cut to test.`;
  }
}

function box(name: string, index: number): TemplateResult {
  const { x = 0, width = 0 } = BOXES[index] ?? {};
  return svg`<g class=${name}>
    <rect x=${x} y=${TOP} width=${width} height=${HEIGHT} rx="5" />
    <text x=${x + width / 2} y=${TOP + 19}>${name}</text>
  </g>`;
}

/** A look back, from a box to an earlier one. */
function arc(from: number, to: number, isCut: boolean): TemplateResult {
  const middle = (index: number) => (BOXES[index]?.x ?? 0) + 46;
  const [start, end] = [middle(from) - 8 * (from - to), middle(to) + (to === 0 ? 8 * (2 - from) + 6 : 10)];
  const high = TOP - 20 * (from - to) - 6;
  const [x, y] = [(start + end) / 2, (TOP + 3 * high) / 4];
  return svg`<path d="M${start} ${TOP - 2} C${start} ${high} ${end} ${high} ${end} ${TOP - 5}" stroke-dasharray=${isCut ? '3 4' : nothing} />
    <path class="tip" d="M${end} ${TOP - 1} l-4 -7 h8 z" />
    ${isCut ? svg`<path class="cut" d="M${x - 5} ${y - 5} l10 10 m0 -10 l-10 10" />` : nothing}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-order-figure': OrderFigure;
  }
}
