import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { HeadPick, ModelInfo, Token } from '../engine/protocol.js';
import type { Gaze, Row, Seen } from '../state/attention.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { isLargest, lookSentence } from '../text/attention.js';
import { percent } from '../text/format.js';
import { attentionPanelStyle } from './attention-panel.css.js';
import { HeadsPicked } from './head-grid.js';
import './attention-table.js';
import './span-bars.js';
import './term.js';

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

/** Where the model looked, for one token: a sentence, sums by part of the text, every head, and a table. */
@customElement('fg-attention')
export class AttentionPanel extends LitElement {
  static override readonly styles = [base, attentionPanelStyle];

  @property({ attribute: false }) seen: Seen | null = null;
  @property({ attribute: false }) gaze: Gaze | null = null;
  @property({ attribute: false }) layer: HeadPick = 'mean';
  @property({ attribute: false }) head: HeadPick = 'mean';
  @property({ attribute: false }) row: Row = 'choosing';
  @property({ type: Boolean }) held = false;
  @property({ type: Boolean }) running = false;
  @property({ attribute: false }) model: ModelInfo | null = null;
  /** Prompt and output. */
  @property({ attribute: false }) tokens: readonly Token[] = [];

  override render(): TemplateResult {
    return html`<section aria-labelledby="title">
      <header>
        <h2 id="title">Attention</h2>
        ${this.held ? html`<button class="link small" @click=${this.release}>Follow the newest word</button>` : nothing}
      </header>
      <p class="sentence">${this.sentence()}</p>
      ${this.picks()} ${this.rows()} ${this.sums()}
      <fg-attention-table
        .tokens=${this.seen ? this.tokens.slice(0, this.seen.weights.length) : []}
        .weights=${this.seen?.weights ?? null}
        ?adds=${!this.largest}
        ?running=${this.running}
      ></fg-attention-table>
    </section>`;
  }

  private get largest(): boolean {
    return this.gaze !== null && isLargest(this.gaze);
  }

  private sentence(): string {
    const { seen, gaze } = this;
    const token = seen && this.tokens[seen.at];
    if (!seen || !gaze || !token)
      return 'Run or step: this follows each word as it is written. Or choose a word.';
    return lookSentence(token.text.trim(), token.forced, gaze, seen);
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
    picked: HeadPick,
    event: (picked: HeadPick) => Event,
  ): TemplateResult {
    const all = count > 0 ? `${count} ${many}` : many;
    const choices: { pick: HeadPick; name: string }[] = [
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
            ? 'A word is chosen at the word before it: this is where that one looked.'
            : 'Once chosen, the word is read in turn: this is where it looked itself.'
        }
      </p>
    </fieldset>`;
  }

  private sums(): TemplateResult {
    const { seen, largest } = this;
    const total = seen?.spans.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
    return html`<div class="sums" style=${styleMap({ '--parts': String(seen?.spans.length ?? 0) })}>
        ${seen ? html`<fg-span-bars .spans=${seen.spans}></fg-span-bars>` : nothing}
      </div>
      <p class="small quiet number note">
        ${
          !seen
            ? nothing
            : largest
              ? 'These are the largest weights on a single word of each part; they do not add up. '
              : `Together ${percent(total)}. `
        }
        ${seen ? `The first token alone: ${percent(seen.sink, 1)}; heads park there what they have no use for.` : nothing}
      </p>
      <h3>Heads</h3>
      <p class="small quiet">
        Each bar is one <fg-term of="head">head</fg-term>, each row a <fg-term of="layer">layer</fg-term>, with the
        parts in the colours above. Press one to see it alone.
      </p>
      <fg-head-grid .heads=${seen?.heads ?? []} .layer=${this.layer} .head=${this.head}></fg-head-grid>`;
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
