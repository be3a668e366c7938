import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Alternative, Force, Token } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { percent, probability } from '../text/format.js';
import { placeBeside } from './place.js';
import './term.js';

/** The visitor puts a token where another was. */
export class Forced extends Event {
  constructor(
    readonly run: 0 | 1,
    readonly at: number,
    readonly token: Force,
  ) {
    super('forced', { bubbles: true, composed: true });
  }
}

/**
 * What else could have stood where a token stands, and a field for a word of one's own.
 *
 * A popover, so that the text around the token stays in sight; Esc or a press elsewhere closes it, and the focus
 * goes back to the token.
 */
@customElement('fg-alternatives')
export class Alternatives extends LitElement {
  static override readonly styles = [
    base,
    css`
      dialog {
        --edge-gap: 0.75rem;
        position: absolute;
        inset: 0 auto auto 0;
        width: min(20rem, 100vw - 2 * var(--edge-gap));
        margin: 0;
        padding: 0.875rem 1rem 1rem;
        border: 1px solid var(--edge);
        border-radius: 10px;
        background: var(--card);
        color: var(--ink);
        box-shadow: 0 10px 34px rgb(0 0 0 / 0.16);
      }
      /* The field, and why a word is refused, stay in sight; the list scrolls where there is too little room. */
      dialog:popover-open {
        display: grid;
        grid-template-rows: auto minmax(4.5rem, 1fr) auto;
        overflow: hidden;
      }
      .title {
        margin-bottom: 0.375rem;
      }
      .title b {
        font: 600 1.0625rem/1.3 var(--serif);
      }
      ul {
        margin: 0 -0.5rem;
        padding: 0;
        list-style: none;
        overflow-y: auto;
      }
      .alternative {
        display: grid;
        grid-template-columns: 1fr 4.5rem 3.5rem;
        align-items: center;
        gap: 0.5rem;
        width: 100%;
        min-height: 1.75rem;
        padding: 0 0.5rem;
        border: 0;
        border-radius: 5px;
        background: none;
        text-align: left;
        cursor: pointer;
      }
      .alternative:hover {
        background: color-mix(in oklab, var(--ink) 8%, transparent);
      }
      .word {
        font: 400 1.0625rem/1.3 var(--serif);
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .chosen .word {
        font-weight: 700;
      }
      .own {
        color: var(--quiet);
        font: 400 0.8125rem/1 var(--sans);
      }
      .bar {
        height: 0.375rem;
        border-radius: 2px;
        background:
          linear-gradient(var(--ink) 0 0) no-repeat 0 0 / calc(var(--share) * 100%) 100%,
          var(--line);
        forced-color-adjust: none;
      }
      .share {
        text-align: right;
      }
      form {
        margin-top: 0.5rem;
        padding-top: 0.5rem;
        border-top: 1px solid var(--line);
      }
      .label {
        display: flex;
        justify-content: space-between;
      }
      .row {
        display: flex;
        gap: 0.5rem;
        margin-top: 0.25rem;
      }
      .row .field {
        flex: 1;
        min-width: 0;
        font-family: var(--serif);
      }
      .known {
        margin-top: 0.375rem;
      }
      .known summary {
        cursor: pointer;
      }
      .known p {
        max-height: 8rem;
        overflow: auto;
        font-family: var(--serif);
      }
      .refusal {
        margin-top: 0.5rem;
        color: var(--forced);
      }
      @media (width < 40rem) {
        dialog {
          position: fixed;
          inset: auto var(--edge-gap) var(--edge-gap) !important;
          width: auto;
          max-height: 60dvh !important;
        }
      }
    `,
  ];

  @state() private token: Token | null = null;
  @state() private run: 0 | 1 = 0;
  /** All the words that the model knows, where they are few enough to be shown. */
  @property({ attribute: false }) words: readonly string[] = [];
  @state() private refusal = '';
  private opener: HTMLElement | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('input') private field!: HTMLInputElement;

  override render(): TemplateResult {
    return html`<dialog popover aria-label="Alternatives" @toggle=${this.toggled}>
      ${this.token ? this.body(this.token) : nothing}
    </dialog>`;
  }

  /** Opens beside the button of a run's token. */
  async open(run: 0 | 1, token: Token, button: HTMLElement): Promise<void> {
    this.close();
    this.run = run;
    this.token = token;
    this.opener = button;
    this.refusal = '';
    await this.updateComplete;
    this.field.value = '';
    // Put where the button is before it takes the focus, so that the page does not scroll to where it was.
    const { top, left } = button.getBoundingClientRect();
    this.dialog.style.top = `${top + window.scrollY}px`;
    this.dialog.style.left = `${Math.max(0, left + window.scrollX - 100)}px`;
    this.dialog.showPopover();
    await placeBeside(this.dialog, button);
  }

  close(): void {
    if (this.dialog.matches(':popover-open')) this.dialog.hidePopover();
  }

  /** Says why a word could not be put there. */
  refuse(sentence: string): void {
    this.refusal = sentence;
  }

  private body(token: Token): TemplateResult {
    const which = this.run === 0 ? 'first' : 'second';
    return html`<p class="title quiet small">Instead of <b>“${token.text.trim()}”</b> in the ${which} run, make it write:</p>
      <ul>
        ${token.top.map(alternative => html`<li>${this.alternative(alternative, token)}</li>`)}
      </ul>
      <form @submit=${this.typed}>
        <div class="label small">
          <label for="word">Force another token</label>
          <span class="quiet"><fg-term of="forced">What is forced?</fg-term></span>
        </div>
        <div class="row">
          <input class="field" id="word" autocomplete="off" autocapitalize="off" spellcheck="false" required />
          <button class="button">Force</button>
        </div>
        ${this.refusal ? this.refused() : nothing}
      </form>
`;
  }

  private alternative({ id, text, logprob }: Alternative, token: Token): TemplateResult {
    const share = probability(logprob);
    const chosen = id === token.id;
    const how = chosen && html` <span class="own">${token.forced ? 'forced' : 'its own'}</span>`;
    return html`<button class="alternative ${chosen ? 'chosen' : ''}" @click=${() => this.force({ id })}>
      <span class="word">${text.trim()}${how || nothing}</span>
      <span class="bar" style=${styleMap({ '--share': String(share) })}></span>
      <span class="share number small">${percent(share, 1)}</span>
    </button>`;
  }

  private refused(): TemplateResult {
    return html`<div class="refusal small" role="alert">
        ${this.refusal} <button class="link" type="button" @click=${this.dismiss}>Dismiss</button>
      </div>
      ${
        this.words.length > 0
          ? html`<details class="known small">
            <summary>It knows ${this.words.length} words: show them</summary>
            <p tabindex="0">${this.words.join(' ')}</p>
          </details>`
          : nothing
      }`;
  }

  private force(token: Forced['token']): void {
    if (this.token) this.dispatchEvent(new Forced(this.run, this.token.position, token));
  }

  private typed(event: SubmitEvent): void {
    event.preventDefault();
    this.refusal = '';
    this.force({ text: this.field.value });
  }

  private dismiss(): void {
    this.refusal = '';
    this.field.select();
  }

  private toggled(event: ToggleEvent): void {
    if (event.newState !== 'closed') return;
    this.token = null;
    // Where the focus was in here it is now nowhere; where the visitor moved it, it stays.
    const lost = document.activeElement === document.body || this.matches(':focus-within');
    if (lost) this.opener?.focus();
  }
}

declare global {
  interface HTMLElementEventMap {
    forced: Forced;
  }
  interface HTMLElementTagNameMap {
    'fg-alternatives': Alternatives;
  }
}
