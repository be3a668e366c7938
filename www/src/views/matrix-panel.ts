import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { HeadSelection, ResponseOf, Token } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { headsNamed } from '../text/attention.js';
import './matrix.js';

/** The full attention matrix of a run: asked for while it is open, and again when the run rests or other heads are picked. */
@customElement('fg-matrix-panel')
export class MatrixPanel extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      p {
        margin-bottom: 0.75rem;
      }
    `,
  ];

  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ attribute: false }) layer: HeadSelection = 'mean';
  @property({ attribute: false }) head: HeadSelection = 'mean';
  /** Which run it is of. */
  @property({ type: Number }) run: 0 | 1 = 0;
  /** That run in words. */
  @property() of = '';
  @property({ type: Boolean }) running = false;
  @property({ attribute: false }) ask: (
    run: 0 | 1,
    layer: HeadSelection,
    head: HeadSelection,
  ) => Promise<ResponseOf<'matrix'>> = () => Promise.reject(new Error('no engine'));
  @state() private matrix: ResponseOf<'matrix'> | null = null;
  private asked: readonly unknown[] = [];

  override render(): TemplateResult {
    return html`<section aria-labelledby="title">
      <h2 id="title">The full attention matrix</h2>
      <p class="small quiet">${this.of}</p>
      <fg-matrix .tokens=${this.tokens} .matrix=${this.matrix} heads=${headsNamed(this.layer, this.head)}></fg-matrix>
    </section>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (!this.running && this.tokens.length > 0) void this.fetch();
  }

  private async fetch(): Promise<void> {
    const { tokens, layer, head, run } = this;
    const wanted = [run, layer, head, ...tokens];
    if (wanted.length === this.asked.length && wanted.every((part, index) => part === this.asked[index]))
      return;
    this.asked = wanted;
    try {
      const matrix = await this.ask(run, layer, head);
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
