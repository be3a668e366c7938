import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import type { Token } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { percent, SPAN_NAMES } from '../text/format.js';

/** The same weights as numbers. Out of sight until asked for, but there for a screen reader from the start. */
@customElement('fg-attention-table')
export class AttentionTable extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        position: relative;
        display: block;
      }
      .frame {
        max-height: 22rem;
        margin-top: 0.5rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 0.9375rem;
      }
      caption {
        padding: 0.375rem 0.75rem;
        color: var(--quiet);
        font-size: 0.875rem;
        text-align: left;
      }
      th,
      td {
        padding: 0.1875rem 0.75rem;
        border-top: 1px solid var(--line);
        text-align: left;
      }
      th {
        font-weight: 600;
      }
      tbody th {
        font: 400 1rem/1.4 var(--serif);
      }
      .number {
        text-align: right;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--card);
      }
      @media print {
        .link {
          display: none;
        }
        .frame {
          max-height: none;
        }
      }
    `,
  ];

  /** The tokens that were looked at, one for each weight. */
  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ attribute: false }) weights: Float32Array | null = null;
  /** Whether the weights add up to 100 %. */
  @property({ type: Boolean }) adds = true;
  /** Whether the next weights are on their way: a table that is out of sight waits for the last ones. */
  @property({ type: Boolean }) running = false;
  @state() private shown = false;

  override render(): TemplateResult {
    return html`<button class="link small" aria-pressed=${this.shown} @click=${() => (this.shown = !this.shown)}>
        ${this.shown ? 'Hide the table' : 'Show as a table'}
      </button>
      <div
        class=${classMap({ frame: this.shown, unseen: !this.shown })}
        tabindex=${this.shown ? 0 : -1}
        role="group"
        aria-label="Scrolling table"
      >
        ${this.table()}
      </div>`;
  }

  private table(): TemplateResult {
    const weights = this.running && !this.shown ? null : this.weights;
    const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
    return html`<table>
      <caption>
        Attention as a table
      </caption>
      <thead>
        <tr>
          <th scope="col">Word</th>
          <th scope="col">Part</th>
          <th scope="col" class="number">Weight</th>
        </tr>
      </thead>
      <tbody>
        ${weights ? this.tokens.map(token => this.row(token, weights[token.position] ?? 0)) : nothing}
      </tbody>
      ${
        weights && this.adds
          ? html`<tfoot>
            <tr>
              <th scope="row" colspan="2">Together</th>
              <td class="number">${percent(total, 1)}</td>
            </tr>
          </tfoot>`
          : nothing
      }
    </table>`;
  }

  private row({ text, span }: Token, weight: number): TemplateResult {
    return html`<tr>
      <th scope="row">${text.trim()}</th>
      <td class="quiet">${SPAN_NAMES[span]}</td>
      <td class="number">${percent(weight, 1)}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-attention-table': AttentionTable;
  }
}
