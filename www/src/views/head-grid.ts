import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { HeadPick, HeadSummary } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { heaviest } from '../text/attention.js';
import { percent, SPAN_NAMES } from '../text/format.js';
import { moveFocus } from './rove.js';

/** The visitor picks what of the heads is shown. */
export class HeadsPicked extends Event {
  constructor(
    readonly layer: HeadPick,
    readonly head: HeadPick,
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
        display: flex;
        height: 1.5rem;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--card);
        overflow: hidden;
        cursor: pointer;
        forced-color-adjust: none;
      }
      .head:hover {
        border-color: var(--ink);
      }
      .head i {
        flex: 0 0 calc(var(--share) * 100%);
        height: 100%;
        background: var(--hue);
      }
      .head i + i {
        border-left: 1px solid var(--card);
      }
      .head[aria-pressed="true"] {
        box-shadow: 0 0 0 2px var(--card), 0 0 0 4px var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) heads: readonly HeadSummary[] = [];
  @property({ attribute: false }) layer: HeadPick = 'mean';
  @property({ attribute: false }) head: HeadPick = 'mean';

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
      @click=${() => this.dispatchEvent(picked ? new HeadsPicked('mean', 'mean') : new HeadsPicked(layer, head))}
    >
      ${spans.map(
        ({ span, weight }) =>
          html`<i style=${styleMap({ '--share': String(weight), '--hue': `var(--span-${span})` })}></i>`,
      )}
    </button>`;
  }

  private pickedOne(): boolean {
    return typeof this.layer === 'number' && typeof this.head === 'number';
  }

  private move(event: KeyboardEvent): void {
    moveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>('.head')]);
  }
}

declare global {
  interface HTMLElementEventMap {
    'heads-picked': HeadsPicked;
  }
  interface HTMLElementTagNameMap {
    'fg-head-grid': HeadGrid;
  }
}
