import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Token } from '../engine/protocol.js';
import type { Seen } from '../state/attention.js';
import type { DisplayToken, ShownRun } from '../state/shown.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { shadeOf, timesText } from '../text/attention.js';
import { percent, probability, SPAN_NAMES } from '../text/format.js';
import { type Passage, passages } from '../text/group.js';
import { nextTask } from './next-task.js';
import { moveFocus } from './rove.js';
import { tokenStripStyle } from './token-strip.css.js';

/** A word that the model was at least this sure of carries no line. */
const SURE = 0.95;

/** From so many times the mean on, a word carries the number where shades can't be seen. */
const WORTH_A_NUMBER = 2;

/** A token that is no word: `<s>`, say. */
const MARK = /^<.+>$/;

/** The visitor chose a token. */
export class TokenChosen extends Event {
  constructor(
    readonly run: 0 | 1,
    readonly position: number,
    readonly button: HTMLElement,
  ) {
    super('token-chosen', { bubbles: true, composed: true });
  }
}

/**
 * A run's tokens as running text, each a button, in a list with the name `label`. What the model writes has its answer set large,
 * with the answer's probability beside it.
 *
 * Shading says how much of the attention a word gets, in times the mean; a dotted line that the model was not sure of a word; a
 * thick line with a sign before it that the other run finds something else; a frame that a word was forced. Grey words are recorded
 * and not written here yet.
 */
@customElement('fg-token-strip')
export class TokenStrip extends LitElement {
  static override readonly styles = [base, tokenStripStyle];

  @property({ reflect: true }) label: 'Prompt' | 'Output' = 'Output';
  @property({ type: Number }) run: 0 | 1 = 0;
  @property({ attribute: false }) tokens: readonly DisplayToken[] = [];
  /** The attention that is shown, where it is this run's. */
  @property({ attribute: false }) seen: Seen | null = null;
  /** The position of the token that is looked at, where it is this run's. */
  @property({ attribute: false }) from: number | null = null;
  @property({ attribute: false }) answer: ShownRun['answer'] = null;
  /** Positions of what conflicts with the other run. */
  @property({ attribute: false }) conflicts: ReadonlySet<number> = new Set();
  /** What stands there while there are no tokens. */
  @property() placeholder = '';
  @state() private cursor = 0;
  @state() private pointed: HTMLElement | null = null;

  /** What the model is given lies below the words: its first picture is a task of its own, so that theirs comes sooner. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated && this.label === 'Prompt') await nextTask();
    super.scheduleUpdate();
  }

  override render(): TemplateResult {
    return html`
      <div
        class="strip"
        role="list"
        aria-label=${this.label}
        @click=${this.choose}
        @keydown=${this.move}
        @focusin=${this.enter}
        @focusout=${this.leave}
        @pointerover=${this.point}
        @pointerleave=${this.leave}
      >
        ${passages(this.tokens).map(passage => this.passage(passage))}
      </div>
      ${this.tokens.length === 0 ? html`<p class="placeholder">${this.placeholder}</p>` : nothing}
      ${this.tip()}
    `;
  }

  private passage({ span, clusters }: Passage): TemplateResult {
    const words = clusters.map((cluster, index) =>
      this.cluster(cluster, index === 0 && this.label === 'Output'),
    );
    if (this.label === 'Prompt')
      return html`<div class="passage">
        <span class="part" aria-hidden="true"
          ><i style=${styleMap({ '--hue': `var(--span-${span})` })}></i>${SPAN_NAMES[span]}</span
        >
        <div class="words">${words}</div>
      </div>`;
    const { answer } = this;
    const at = clusters.findIndex(cluster => cluster.some(({ position }) => position === answer?.at));
    if (!answer || at < 0) return html`<div class="words">${words}</div>`;
    return html`<div class="words large">${words.slice(0, at + 1)} ${this.headline(answer)} ${words.slice(at + 1)}</div>`;
  }

  /** How likely the answer was; what is read out of it is the answer's own description. */
  private headline({ probability: chance, forced }: NonNullable<ShownRun['answer']>): TemplateResult {
    const told = chance === null || Number.isNaN(chance) ? null : percent(chance);
    const said = forced ? (told ? `forced; its own chance was ${told}` : 'forced') : (told ?? '');
    return html`<span class=${classMap({ headline: true, forced })} aria-hidden="true">${said}</span>`;
  }

  /** The first words of a part, up to a colon, are its name: the model's own words, set small. */
  private cluster(tokens: readonly DisplayToken[], first: boolean): TemplateResult {
    const named = first && tokens.length > 1 && tokens[1]?.text === ':';
    return html` <span class="cluster">${tokens.map(token => this.token(token, named))}</span>`;
  }

  private token(token: DisplayToken, named: boolean): TemplateResult {
    const { position, forced, recorded = false } = token;
    const text = token.text.trim();
    const times = this.times(position);
    const conflict = this.conflicts.has(position);
    const starts = conflict && !this.conflicts.has(position - 1);
    const isAnswer = position === this.answer?.at;
    const classes = {
      token: true,
      forced,
      recorded,
      conflict,
      named,
      answer: isAnswer,
      unsure: !conflict && !isAnswer && !forced && (likelihood(token) ?? 1) < SURE,
      marker: MARK.test(text),
      from: position === this.from,
    };
    return html`<span role="listitem"
      >${starts ? html`<span class="sign" aria-hidden="true">≠</span>` : nothing}<button
        class=${classMap(classes)}
        style=${styleMap({ '--shade-of': shadeOf(times).toFixed(2) })}
        aria-label=${[text, forced && 'forced', recorded && 'recorded'].filter(Boolean).join(', ')}
        aria-description=${this.describe(token)}
        aria-current=${ifDefined(position === this.from ? 'true' : undefined)}
        data-position=${position}
        ?data-answer=${isAnswer}
        data-times=${ifDefined(times >= WORTH_A_NUMBER ? timesText(times) : undefined)}
        tabindex=${position === this.cursorPosition() ? 0 : -1}
        >${text}${forced && !isAnswer ? html`<span class="tag" aria-hidden="true">forced</span>` : nothing}</button></span
    >`;
  }

  /** How many times the mean of its row a token got; the first token stands apart. */
  private times(position: number): number {
    const { seen } = this;
    if (!seen || position === 0 || seen.mean <= 0) return 0;
    return (seen.weights[position] ?? 0) / seen.mean;
  }

  private describe(token: DisplayToken): string {
    const { position } = token;
    const sure = likelihood(token);
    const looked = this.seen && position > 0 && position < this.seen.weights.length;
    return [
      this.conflicts.has(position) && 'conflicts with the other run',
      sure !== null && `${percent(sure, 1)} likely${token.forced ? ' by itself' : ''}`,
      looked && `${timesText(this.times(position))} the mean attention`,
    ]
      .filter(Boolean)
      .join(', ');
  }

  private tip(): TemplateResult | typeof nothing {
    const button = this.pointed;
    const token = button && this.tokenOf(button);
    const words = token && this.describe(token);
    if (!words) return nothing;
    const place = {
      '--middle': `${button.offsetLeft + button.offsetWidth / 2}px`,
      top: `${button.offsetTop}px`,
    };
    return html`<div class="tip" aria-hidden="true" style=${styleMap(place)}>${words}</div>`;
  }

  /** The one token that Tab reaches. */
  private cursorPosition(): number {
    const first = this.tokens[0]?.position ?? 0;
    const last = first + this.tokens.length - 1;
    return Math.min(Math.max(this.cursor, first), last);
  }

  private tokenOf(button: HTMLElement): DisplayToken | undefined {
    const first = this.tokens[0]?.position ?? 0;
    return this.tokens[Number(button.dataset.position) - first];
  }

  private choose(event: Event): void {
    const button = buttonOf(event);
    if (!button) return;
    this.pointed = null;
    this.dispatchEvent(new TokenChosen(this.run, Number(button.dataset.position), button));
  }

  private move(event: KeyboardEvent): void {
    moveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>('.token')]);
  }

  private enter(event: FocusEvent): void {
    const button = buttonOf(event);
    if (!button) return;
    this.cursor = Number(button.dataset.position);
    this.pointed = button.matches(':focus-visible') ? button : null;
  }

  private point(event: PointerEvent): void {
    this.pointed = event.pointerType === 'mouse' ? buttonOf(event) : null;
  }

  private leave(): void {
    this.pointed = null;
  }

  /** The button of a token. */
  buttonAt(position: number): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-position="${position}"]`);
  }

  /** Puts the keyboard's focus on a token, as after forcing it. */
  async focusToken(position: number): Promise<void> {
    this.cursor = position;
    await this.updateComplete;
    this.buttonAt(position)?.focus();
  }
}

/** How likely the model held the token; null for what it did not write. */
function likelihood({ logprob }: Token): number | null {
  return logprob == null ? null : probability(logprob);
}

function buttonOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('.token') : null;
}

declare global {
  interface HTMLElementEventMap {
    'token-chosen': TokenChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-token-strip': TokenStrip;
  }
}
