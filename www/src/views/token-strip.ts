import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Token } from '../engine/protocol.js';
import type { Shown } from '../state/recorded.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { percent, probability, SPAN_NAMES } from '../text/format.js';
import { type Passage, passages } from '../text/group.js';
import { moveFocus } from './rove.js';
import { tokenStripStyle } from './token-strip.css.js';

/** A word that got at least this much of the attention carries the number. */
const WORTH_A_NUMBER = 0.1;

/** A word that the model was at least this sure of carries no line. */
const SURE = 0.95;

/** A token that is no word: `<s>`, say. */
const MARK = /^<.+>$/;

/** The visitor chose a token. */
export class TokenChosen extends Event {
  constructor(
    readonly position: number,
    readonly button: HTMLElement,
  ) {
    super('token-chosen', { bubbles: true, composed: true });
  }
}

/**
 * Tokens as running text, each a button, in a list with the name `label`.
 *
 * Shading and the small numbers say how much of the attention a word gets; the line under a word says how sure the
 * model was of it; a frame and the tag “forced” mark what was put there; grey words are recorded and not written yet.
 */
@customElement('fg-token-strip')
export class TokenStrip extends LitElement {
  static override readonly styles = [base, tokenStripStyle];

  @property() label = '';
  @property({ attribute: false }) tokens: readonly Shown[] = [];
  /** The attention to each token, by absolute position. */
  @property({ attribute: false }) weights: Float32Array | null = null;
  /** The position of the token whose attention is shown. */
  @property({ attribute: false }) from: number | null = null;
  /** The position of the token that is the answer. */
  @property({ attribute: false }) answer: number | null = null;
  /** What stands there while there are no tokens. */
  @property() placeholder = '';
  @state() private cursor = 0;
  @state() private pointed: HTMLElement | null = null;

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
    return html`<div class="passage">
      <span class="part" aria-hidden="true"><i style=${styleMap({ '--hue': `var(--span-${span})` })}></i>${SPAN_NAMES[span]}</span>
      <div class="words">${clusters.map(cluster => this.cluster(cluster))}</div>
    </div>`;
  }

  private cluster(tokens: readonly Token[]): TemplateResult {
    return html` <span class="cluster">${tokens.map(token => this.token(token))}</span>`;
  }

  private token(token: Shown): TemplateResult {
    const { position, forced, recorded = false } = token;
    const text = token.text.trim();
    const weight = this.weights?.[position] ?? 0;
    const sure = likelihood(token) ?? 1;
    const classes = {
      token: true,
      forced,
      recorded,
      unsure: sure < SURE,
      marker: MARK.test(text),
      from: position === this.from,
    };
    return html`<span role="listitem"
      ><button
        class=${classMap(classes)}
        style=${styleMap({ '--weight': Math.sqrt(weight).toFixed(2), '--sure': sure.toFixed(2) })}
        aria-label=${[text, forced && 'forced', recorded && 'recorded'].filter(Boolean).join(', ')}
        aria-description=${this.describe(token)}
        aria-current=${ifDefined(position === this.from ? 'true' : undefined)}
        data-position=${position}
        ?data-answer=${position === this.answer}
        data-weight=${ifDefined(weight >= WORTH_A_NUMBER ? Math.round(weight * 100) : undefined)}
        tabindex=${position === this.cursorPosition() ? 0 : -1}
        >${text}${forced ? html`<span class="tag" aria-hidden="true">forced</span>` : nothing}</button></span
    >`;
  }

  private describe(token: Token): string {
    const weight = this.weights?.[token.position];
    const sure = likelihood(token);
    const likely = sure === null ? '' : `${percent(sure, 1)} likely`;
    const share = weight === undefined ? '' : `${percent(weight, 1)} of the attention`;
    return [likely, share].filter(Boolean).join(', ');
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

  private tokenOf(button: HTMLElement): Token | undefined {
    const first = this.tokens[0]?.position ?? 0;
    return this.tokens[Number(button.dataset.position) - first];
  }

  private choose(event: Event): void {
    const button = buttonOf(event);
    if (!button) return;
    this.pointed = null;
    this.dispatchEvent(new TokenChosen(Number(button.dataset.position), button));
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
