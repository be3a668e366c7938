import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Seen } from '../state/attention.js';
import type { ShownRun } from '../state/shown.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { regionName } from '../text/stage.js';
import type { TokenStrip } from './token-strip.js';
import './token-strip.js';

/**
 * One run: what it is, what was done to it, what it writes; and, in a row of its own further down, what it is given. Its parts are
 * items of the grid around it, so that both runs share their rows.
 */
@customElement('fg-run')
export class RunView extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host,
      section {
        display: contents;
      }
      .card {
        min-width: 0;
        min-height: var(--least, 0);
        padding: 0.625rem 1.125rem 0.75rem;
        border: 1px solid var(--line);
        border-top: 3px solid var(--run);
        border-radius: 8px;
        background: var(--card);
        --text: var(--reasons, 1.1875rem);
        --leading: calc(1.5 * var(--text));
      }
      .card.recorded {
        border-style: dashed;
        border-top-style: dashed;
      }
      :host([index="0"]) .card {
        grid-area: first;
      }
      :host([index="1"]) .card {
        grid-area: second;
      }
      :host([index="0"]) .given {
        grid-area: prompt;
      }
      :host([index="1"]) .given {
        grid-area: prompt2;
      }
      h2 {
        display: inline;
        margin-right: 0.5rem;
        font: 600 0.9375rem/1.35 var(--sans);
        letter-spacing: 0;
      }
      .head {
        color: var(--quiet);
        font-size: 0.875rem;
        line-height: 1.35;
      }
      .head h2 {
        color: var(--ink);
      }
      .label + .label::before {
        content: " · ";
      }
      .given {
        min-width: 0;
        padding-inline: 1.125rem;
        --text: 1rem;
        --leading: 1.625rem;
      }
      h3 {
        margin: 0 0 0.125rem;
        color: var(--quiet);
        font: 500 0.875rem/1.5 var(--sans);
      }
      @media (width < 40rem) {
        .card {
          padding: 0.125rem 0.5rem 0.25rem;
          --leading: calc(1.26 * var(--text));
        }
        .given {
          padding-inline: 0.625rem;
        }
        h2 {
          font-size: 0.875rem;
        }
        .head {
          font-size: 0.8125rem;
          line-height: 1.3;
        }
      }
      @media print {
        .card {
          break-inside: avoid;
        }
      }
    `,
  ];

  @property({ type: Number, reflect: true }) index: 0 | 1 = 0;
  @property({ attribute: false }) run: ShownRun | null = null;
  /** The attention that is shown, where it is this run's, and the token that it is of. */
  @property({ attribute: false }) seen: Seen | null = null;
  @property({ attribute: false }) from: number | null = null;
  /** Positions of the words that conflict with the other run. */
  @property({ attribute: false }) conflicts: ReadonlySet<number> = new Set();
  /** What stands in place of the output while there is none. */
  @property() placeholder = '';
  @query('.output') private outputStrip!: TokenStrip | null;
  @query('.card') private card!: HTMLElement | null;
  /** How high the whole text last was: while it is written anew, or played, nothing below it moves. */
  private least = '0';

  override render(): TemplateResult | typeof nothing {
    const { run, index } = this;
    if (!run) return nothing;
    return html`<section aria-label=${regionName(index, run.name)}>
      <div class="card ${run.recorded ? 'recorded' : ''}" style=${styleMap(isWhole(run) ? {} : { '--least': this.least })}>
        <div class="head">
          <h2>${run.name}</h2>
          ${run.labels.map(label => html`<span class="label">${label}</span>`)}
          ${run.recorded ? html`<span class="label">Recorded</span>` : nothing}
        </div>
        ${this.output(run)}
      </div>
      <div class="given">
        <h3 aria-hidden="true">${index === 0 ? 'What it is given' : 'What the second run is given'}</h3>
        <fg-token-strip
          class="prompt"
          label="Prompt"
          run=${index}
          .tokens=${run.prompt}
          .seen=${this.seen}
          .from=${this.from}
        ></fg-token-strip>
      </div>
    </section>`;
  }

  override updated(): void {
    const { run, card, outputStrip } = this;
    if (!run || !card || !isWhole(run)) return;
    void outputStrip?.updateComplete.then(() => {
      this.least = `${card.offsetHeight}px`;
    });
  }

  private output(run: ShownRun): TemplateResult {
    return html`<fg-token-strip
      class="output"
      label="Output"
      run=${this.index}
      placeholder=${this.placeholder}
      .tokens=${run.output}
      .seen=${this.seen}
      .from=${this.from}
      .answer=${run.answer}
      .conflicts=${this.conflicts}
    ></fg-token-strip>`;
  }

  /** The list of what it writes. */
  get written(): TokenStrip | null {
    return this.outputStrip;
  }
}

/** Whether it is shown to its end. */
function isWhole({ over, output, total }: ShownRun): boolean {
  return over && output.length === total;
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-run': RunView;
  }
}
