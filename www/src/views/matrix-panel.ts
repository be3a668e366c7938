import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Answer, HeadPick, Token } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { headsNamed } from '../text/attention.js';
import './matrix.js';

/** The matrix on demand: asked for when it is opened, and again when the run rests or other heads are picked. */
@customElement('fg-matrix-panel')
export class MatrixPanel extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      .frame {
        margin-top: 1rem;
      }
      @media print {
        .button {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ attribute: false }) layer: HeadPick = 'mean';
  @property({ attribute: false }) head: HeadPick = 'mean';
  @property({ type: Boolean }) running = false;
  @property({ attribute: false }) ask: (heads: {
    layer: HeadPick;
    head: HeadPick;
  }) => Promise<Answer<'matrix'>> = () => Promise.reject(new Error('no engine'));
  @property({ type: Boolean }) open = false;
  @state() private matrix: Answer<'matrix'> | null = null;
  private asked: readonly unknown[] = [];

  override render(): TemplateResult {
    return html`<button class="button" aria-expanded=${this.open} @click=${this.toggle}>
        ${this.open ? 'Hide the matrix' : 'Show every word against every word'}
      </button>
      ${this.open ? this.frame() : nothing}`;
  }

  /** Shows the matrix, or hides it. */
  toggle(): void {
    this.open = !this.open;
  }

  private frame(): TemplateResult {
    return html`<div class="frame">
      <fg-matrix
        .tokens=${this.tokens}
        .matrix=${this.matrix}
        heads=${headsNamed(this.layer, this.head)}
      ></fg-matrix>
    </div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.open && !this.running && this.tokens.length > 0) void this.fetch();
  }

  private async fetch(): Promise<void> {
    const { tokens, layer, head } = this;
    const wanted = [tokens, layer, head];
    if (wanted.every((part, index) => part === this.asked[index])) return;
    this.asked = wanted;
    try {
      const matrix = await this.ask({ layer, head });
      if (this.asked === wanted && matrix.size === tokens.length) this.matrix = matrix;
    } catch {
      // The engine says elsewhere what happened to it; the matrix is asked for again with the next change.
      this.asked = [];
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-matrix-panel': MatrixPanel;
  }
}
