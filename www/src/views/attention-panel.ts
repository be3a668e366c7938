import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { HeadSelection, ModelInfo, Row, Token } from '../engine/protocol.js';
import type { AttentionSelection, Seen } from '../state/attention.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { isLargest, lookSentence, SCALE, shadeOf, strongest, timesText } from '../text/attention.js';
import { percent } from '../text/format.js';
import { attentionPanelStyle } from './attention-panel.css.js';
import { HeadsPicked } from './head-grid.js';
import './attention-table.js';
import './span-bars.js';
import './term.js';

/** How many of the words with the most weight are named. */
const NAMED = 6;

/** The visitor chooses which row of the attention is shown. */
export class RowPicked extends Event {
  constructor(readonly row: Row) {
    super('row-picked', { bubbles: true, composed: true });
  }
}

/** The visitor lets go of a chosen token, to follow the newest. */
export class Unselected extends Event {
  constructor() {
    super('unselected', { bubbles: true, composed: true });
  }
}

/** Where the model looked, for one token of one run: the strongest words, sums by part of the text, the scale, and a table. */
@customElement('fg-attention')
export class AttentionPanel extends LitElement {
  static override readonly styles = [base, attentionPanelStyle];

  @property({ attribute: false }) seen: Seen | null = null;
  @property({ attribute: false }) gaze: AttentionSelection | null = null;
  @property({ attribute: false }) layer: HeadSelection = 'mean';
  @property({ attribute: false }) head: HeadSelection = 'mean';
  @property({ attribute: false }) row: Row = 'choosing';
  @property({ type: Boolean }) held = false;
  @property({ type: Boolean }) running = false;
  @property({ attribute: false }) model: ModelInfo | null = null;
  /** Which run it is of, in words. */
  @property() run = '';
  /** That run's prompt and output. */
  @property({ attribute: false }) tokens: readonly Token[] = [];

  override render(): TemplateResult {
    return html`<section aria-labelledby="title" aria-describedby="of">
      <header>
        <h2 id="title">Attention</h2>
        <p id="of" class="small quiet">${this.subject()}</p>
        ${this.held ? html`<button class="link small" @click=${this.release}>Let go of this word</button>` : nothing}
      </header>
      <div class="told">
        <p class="sentence">${this.sentence()}</p>
        ${this.words()} ${this.scale()}
      </div>
      ${this.sums()}
      <div class="choices">
        ${this.picks()} ${this.rows()}
        <fg-attention-table
          .tokens=${this.seen ? this.tokens.slice(0, this.seen.weights.length) : []}
          .weights=${this.seen?.weights ?? null}
          ?adds=${!this.largest}
          ?running=${this.running}
        ></fg-attention-table>
      </div>
    </section>`;
  }

  private get largest(): boolean {
    return this.gaze !== null && isLargest(this.gaze);
  }

  private get token(): Token | undefined {
    return this.seen ? this.tokens[this.seen.at] : undefined;
  }

  private subject(): string {
    return this.token ? `of “${this.token.text.trim()}” · ${this.run}` : this.run;
  }

  private sentence(): string {
    const { seen, gaze, token } = this;
    if (!seen || !gaze || !token)
      return 'This follows each word as it is written here, and stays with one that you choose.';
    return lookSentence(token.text.trim(), token.forced, gaze, seen);
  }

  /** The words with the most weight, in times the mean of the row. */
  private words(): TemplateResult | typeof nothing {
    const { seen } = this;
    if (!seen) return nothing;
    const named = strongest(seen, this.tokens, NAMED);
    return html`${
      named.length > 0
        ? html`<ol class="words" aria-label="Words with the most attention, in times the mean">
            ${named.map(
              ({ token, times }) => html`<li>
                <span class="word" style=${styleMap({ '--shade-of': shadeOf(times).toFixed(2) })}>${token.text.trim()}</span>
                <span class="number small">${timesText(times)}</span>
              </li>`,
            )}
          </ol>`
        : html`<p class="small quiet">No word stands out: each got about as much as the others.</p>`
    }
      <p class="small quiet number">
        <fg-term of="first_token">The first token</fg-term> is left out of this: it got ${percent(seen.sink, 1)}.
      </p>`;
  }

  private scale(): TemplateResult {
    return html`<p class="scale small quiet">
      <span>Shades: times the mean</span>
      <span class="stops number"
        >${SCALE.map(times => html`<i style=${styleMap({ '--shade-of': shadeOf(times).toFixed(2) })}>×${times}</i>`)}</span
      >
    </p>`;
  }

  private picks(): TemplateResult {
    const { layers = 0, heads = 0 } = this.model ?? {};
    return html`<div class="picks">
      ${this.select('Layer', 'layers', layers, this.layer, layer => new HeadsPicked(layer, this.head))}
      ${this.select('Head', 'heads', heads, this.head, head => new HeadsPicked(this.layer, head))}
    </div>`;
  }

  private select(
    label: string,
    many: string,
    count: number,
    picked: HeadSelection,
    event: (picked: HeadSelection) => Event,
  ): TemplateResult {
    const all = count > 0 ? `${count} ${many}` : many;
    const choices: { pick: HeadSelection; name: string }[] = [
      { pick: 'mean', name: `Mean of ${all}` },
      { pick: 'max', name: `Max of ${all}` },
      ...Array.from({ length: count }, (_, index) => ({ pick: index, name: String(index + 1) })),
    ];
    const choose = (change: Event) => {
      const choice = choices[(change.currentTarget as HTMLSelectElement).selectedIndex];
      if (choice) this.dispatchEvent(event(choice.pick));
    };
    return html`<label
      >${label}
      <select class="field" ?disabled=${count === 0} @change=${choose}>
        ${choices.map(({ pick, name }) => html`<option .selected=${live(pick === picked)}>${name}</option>`)}
      </select></label
    >`;
  }

  private rows(): TemplateResult {
    const choice = (row: Row, name: string) => html`<label
      ><input
        type="radio"
        name="row"
        .checked=${live(this.row === row)}
        @change=${() => this.dispatchEvent(new RowPicked(row))}
      />${name}</label
    >`;
    return html`<fieldset class="rows small">
      <legend class="unseen">Which step</legend>
      ${choice('choosing', 'When choosing it')} ${choice('reading', 'When reading it')}
      <p class="quiet">
        ${
          this.row === 'choosing'
            ? 'The model picks a word while reading the one before. This shows where it looked then.'
            : 'Once picked, the word is read in turn. This shows where it looked then.'
        }
      </p>
    </fieldset>`;
  }

  private sums(): TemplateResult {
    const { seen, largest } = this;
    return html`<div class="sums">
      <h3>By part of the text</h3>
      ${seen ? html`<fg-span-bars .spans=${seen.spans}></fg-span-bars>` : nothing}
      <p class="small quiet">
        ${seen && largest ? 'The largest weight on a single word of each part; these do not add up.' : nothing}
      </p>
    </div>`;
  }

  private release(): void {
    this.dispatchEvent(new Unselected());
  }
}

declare global {
  interface HTMLElementEventMap {
    'row-picked': RowPicked;
    unselected: Unselected;
  }
  interface HTMLElementTagNameMap {
    'fg-attention': AttentionPanel;
  }
}
