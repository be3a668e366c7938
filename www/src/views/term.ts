import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from '../styles/base.js';
import { TERMS, type Term } from '../text/terms.js';
import { placeBeside } from './place.js';

/** A word that explains itself when it is pressed: `<fg-term of="token">tokens</fg-term>`. Esc or a press elsewhere closes it. */
@customElement('fg-term')
export class TermButton extends LitElement {
  static override readonly styles = [
    base,
    css`
      button {
        padding: 0;
        border: 0;
        background: none;
        color: inherit;
        text-decoration: underline dotted;
        text-decoration-thickness: 1.5px;
        text-underline-offset: 0.22em;
        cursor: help;
      }
      button:hover {
        text-decoration-style: solid;
      }
      [popover] {
        position: absolute;
        inset: auto;
        width: min(20rem, 100vw - 1.5rem);
        margin: 0;
        padding: 0.625rem 0.875rem;
        border: 1px solid var(--edge);
        border-radius: 8px;
        background: var(--card);
        color: var(--ink);
        box-shadow: 0 8px 26px rgb(0 0 0 / 0.16);
        font: 400 1rem/1.45 var(--serif);
        text-align: left;
        text-wrap: pretty;
        white-space: normal;
      }
      @media print {
        button {
          text-decoration: none;
        }
      }
    `,
  ];

  @property() of: Term = 'token';
  @query('[popover]') private note!: HTMLElement;
  @query('button') private button!: HTMLButtonElement;

  override render(): TemplateResult {
    return html`<button type="button" popovertarget="note" aria-describedby="note"><slot></slot></button
      ><span id="note" popover @beforetoggle=${this.show}>${TERMS[this.of]}</span>`;
  }

  /** It has no size before it is shown, and is placed before it is painted. */
  private show({ newState }: ToggleEvent): void {
    if (newState === 'open') requestAnimationFrame(() => void placeBeside(this.note, this.button));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-term': TermButton;
  }
}
