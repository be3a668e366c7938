import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ResponseOf, Token } from '../engine/protocol.js';
import { onColours } from '../state/theme.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { percent, SPAN_NAMES } from '../text/format.js';
import { drawMatrix, type Frame, frameOf } from './matrix-drawing.js';

/** Every word against every word, drawn on a canvas. A cell under the pointer or the arrow keys is told in words. */
@customElement('fg-matrix')
export class Matrix extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      figure {
        margin: 0;
      }
      canvas {
        display: block;
        width: 100%;
        border-radius: var(--radius);
        touch-action: pan-y;
      }
      .plot {
        position: relative;
      }
      .mark {
        position: absolute;
        outline: 1.5px solid var(--ink);
        pointer-events: none;
      }
      figcaption {
        max-width: 40em;
        margin-top: 0.5rem;
      }
      output {
        display: block;
        min-height: 1.6em;
        margin-top: 0.25rem;
      }
    `,
  ];

  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ attribute: false }) matrix: ResponseOf<'matrix'> | null = null;
  /** Which heads it shows, in words. */
  @property() heads = '';
  @state() private cell: Cell | null = null;
  @query('canvas') private canvas!: HTMLCanvasElement;
  private frame: Frame | null = null;
  private readonly resized = new ResizeObserver(() => this.draw());
  private endColours = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
    this.endColours = onColours(() => this.draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.endColours();
  }

  override render(): TemplateResult {
    const size = this.matrix?.size ?? 0;
    return html`<figure>
      <div class="plot">
        <canvas
        role="img"
        tabindex="0"
        aria-label="Attention of each of ${size} words to each earlier one. Arrow keys read it cell by cell."
        @pointermove=${this.point}
        @pointerleave=${() => {
          this.cell = null;
        }}
        @keydown=${this.step}
        ></canvas>
        ${this.mark()}
      </div>
      <output class="small number">${this.reading()}</output>
      <figcaption class="small quiet">
        Each row is a word that the model is at, each column a word that it looks at, in the order of the text; the
        stronger the colour, the more, on the same scale from 0 to 100 %. Nothing is above the diagonal: no word can look ahead.
        Shown: ${this.heads}.
      </figcaption>
    </figure>`;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('matrix')) this.cell = null;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('matrix') || changed.has('tokens')) this.draw();
  }

  private draw(): void {
    if (!this.matrix || this.matrix.size > this.tokens.length) return;
    this.frame = frameOf(this.matrix.size, this.clientWidth);
    drawMatrix(this.canvas, this.frame, this.matrix, this.tokens);
  }

  private mark(): TemplateResult | typeof nothing {
    const { cell, frame } = this;
    if (!cell || !frame) return nothing;
    const place = {
      left: `${frame.left + cell.column * frame.cell}px`,
      top: `${frame.top + cell.row * frame.cell}px`,
      width: `${frame.cell}px`,
      height: `${frame.cell}px`,
    };
    return html`<i class="mark" style=${styleMap(place)}></i>`;
  }

  private reading(): string | typeof nothing {
    const { cell, matrix } = this;
    if (!cell || !matrix) return nothing;
    const [from, to] = [this.tokens[cell.row], this.tokens[cell.column]];
    if (!from || !to) return nothing;
    const [word, other] = [from.text.trim(), to.text.trim()];
    if (cell.column > cell.row) return `“${word}” comes before “${other}” and cannot look at it.`;
    const weight = matrix.weights[cell.row * matrix.size + cell.column] ?? 0;
    return `At “${word}” (${SPAN_NAMES[from.span]}): ${percent(weight, 1)} on “${other}” (${SPAN_NAMES[to.span]}).`;
  }

  private point(event: PointerEvent): void {
    const { frame, matrix } = this;
    if (!frame || !matrix) return;
    const column = Math.floor((event.offsetX - frame.left) / frame.cell);
    const row = Math.floor((event.offsetY - frame.top) / frame.cell);
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) < matrix.size;
    this.cell = inside ? { row, column } : null;
  }

  private step(event: KeyboardEvent): void {
    const last = (this.matrix?.size ?? 0) - 1;
    const from = this.cell ?? { row: last, column: 0 };
    const cell = moved(event.key, event.ctrlKey, from, last);
    if (!cell || last < 0) return;
    event.preventDefault();
    const within = (index: number) => Math.min(Math.max(index, 0), last);
    this.cell = { row: within(cell.row), column: within(cell.column) };
  }
}

interface Cell {
  row: number;
  column: number;
}

/** As in a spreadsheet: arrows by one; Home and End along the row, which ends on the diagonal; with Ctrl, of all. */
function moved(key: string, whole: boolean, { row, column }: Cell, last: number): Cell | undefined {
  const moves: Record<string, Cell> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row: whole ? 0 : row, column: 0 },
    End: { row: whole ? last : row, column: whole ? last : row },
  };
  return moves[key];
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-matrix': Matrix;
  }
}
