import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { HeadSelection, HeadSummary, Span } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { headsNamed } from '../text/attention.js';
import { SPAN_NAMES } from '../text/format.js';
import './head-grid.js';
import './term.js';

/** Every head at the token that is looked at, each as a bar of the parts that it looks at. */
@customElement('fg-heads')
export class Heads extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      p {
        margin-top: 0.25rem;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
        margin-bottom: 0.75rem;
      }
      .key i {
        display: inline-block;
        width: 0.625rem;
        height: 0.625rem;
        margin-right: 0.375rem;
        border-radius: 2px;
        background: var(--hue);
        forced-color-adjust: none;
      }
    `,
  ];

  @property({ attribute: false }) heads: readonly HeadSummary[] = [];
  @property({ attribute: false }) layer: HeadSelection = 'mean';
  @property({ attribute: false }) head: HeadSelection = 'mean';
  /** Which token, of which run. */
  @property() of = '';

  override render(): TemplateResult {
    const spans: Span[] = this.heads[0]?.spans.map(({ span }) => span) ?? [];
    return html`<section aria-labelledby="title">
      <h2 id="title">Every head</h2>
      <p class="small quiet">
        ${this.of ? `At ${this.of}. ` : ''}Each bar is one <fg-term of="head">head</fg-term>, each row a
        <fg-term of="layer">layer</fg-term>. Press one to see it alone, also in the text; press it again for all of them. Shown
        now: ${headsNamed(this.layer, this.head)}.
      </p>
      <p class="key small quiet">
        ${spans.map(span => html`<span><i style=${styleMap({ '--hue': `var(--span-${span})` })}></i>${SPAN_NAMES[span]}</span>`)}
      </p>
      <fg-head-grid .heads=${this.heads} .layer=${this.layer} .head=${this.head}></fg-head-grid>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-heads': Heads;
  }
}
