import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { HeadSelection, HeadSummary, SpanWeight } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { heaviest } from '../text/attention.js';
import { percent, SPAN_NAMES } from '../text/format.js';
import { moveFocus } from './rove.js';

/** The visitor picks what of the heads is shown. */
export class HeadsPicked extends Event {
  constructor(
    readonly layer: HeadSelection,
    readonly head: HeadSelection,
  ) {
    super('heads-picked', { bubbles: true, composed: true });
  }
}

/** Every head as a small bar of the parts it looks at; one row for each layer. A press picks a head, another lets it go. */
@customElement('fg-head-grid')
export class HeadGrid extends LitElement {
  static override readonly styles = [
    base,
    css`
      .grid {
        display: grid;
        grid-template-columns: max-content 1fr;
        align-items: center;
        gap: 0.375rem 0.625rem;
      }
      .layer {
        font-size: 0.875rem;
      }
      .heads {
        display: grid;
        grid-auto-columns: minmax(1.5rem, 1fr);
        grid-auto-flow: column;
        gap: 0.375rem;
      }
      .head {
        height: 1.5rem;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--bar) var(--card);
        cursor: pointer;
        forced-color-adjust: none;
      }
      .head:hover {
        border-color: var(--ink);
      }
      @media (width < 16rem) {
        .grid {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .head[aria-pressed="true"] {
        box-shadow: 0 0 0 2px var(--card), 0 0 0 4px var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) heads: readonly HeadSummary[] = [];
  @property({ attribute: false }) layer: HeadSelection = 'mean';
  @property({ attribute: false }) head: HeadSelection = 'mean';

  override render(): TemplateResult {
    const layers = [...new Set(this.heads.map(({ layer }) => layer))];
    return html`<div class="grid" role="group" aria-label="Heads" @keydown=${this.move}>
      ${layers.map(
        layer => html`<span class="layer quiet" aria-hidden="true">Layer ${layer + 1}</span>
          <div class="heads">
            ${this.heads.filter(head => head.layer === layer).map(head => this.cell(head))}
          </div>`,
      )}
    </div>`;
  }

  private cell({ layer, head, spans }: HeadSummary): TemplateResult {
    const picked = layer === this.layer && head === this.head;
    const reached =
      picked || (!this.pickedOne() && layer === this.heads[0]?.layer && head === this.heads[0].head);
    const [most] = heaviest(spans);
    const name = `Layer ${layer + 1}, head ${head + 1}`;
    const summary = most ? `${percent(most.weight)} on the ${SPAN_NAMES[most.span]}` : '';
    return html`<button
      class="head"
      aria-label=${`${name}: ${summary}`}
      title=${`${name}: ${summary}`}
      aria-pressed=${picked}
      tabindex=${reached ? 0 : -1}
      style=${styleMap({ '--bar': bar(spans) })}
      @click=${() => this.dispatchEvent(picked ? new HeadsPicked('mean', 'mean') : new HeadsPicked(layer, head))}
    ></button>`;
  }

  private pickedOne(): boolean {
    return typeof this.layer === 'number' && typeof this.head === 'number';
  }

  private move(event: KeyboardEvent): void {
    moveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>('.head')]);
  }
}

/** The parts side by side, each as wide as its share, with a thin line between. As a background: it changes with every token, and costs no layout. */
function bar(spans: readonly SpanWeight[]): string {
  let start = 0;
  const stops = spans.flatMap(({ span, weight }) => {
    const end = start + weight * 100;
    const stop = `var(--span-${span}) ${start.toFixed(1)}% calc(${end.toFixed(1)}% - 1px), var(--card) 0 ${end.toFixed(1)}%`;
    start = end;
    return stop;
  });
  return `linear-gradient(90deg, ${[...stops, 'transparent 0'].join(', ')})`;
}

declare global {
  interface HTMLElementEventMap {
    'heads-picked': HeadsPicked;
  }
  interface HTMLElementTagNameMap {
    'fg-head-grid': HeadGrid;
  }
}
