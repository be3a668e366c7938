import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Problem } from '../engine/protocol.js';
import { base } from '../styles/base.js';

/** What puts a problem right. */
export type Remedy = 'default' | 'load' | 'dismiss';

/** The visitor takes the one way out that a problem offers. */
export class RemedyTaken extends Event {
  constructor(readonly remedy: Remedy) {
    super('remedy-taken', { bubbles: true, composed: true });
  }
}

const REMEDIES: Record<Problem['what'], { remedy: Remedy; name: string }> = {
  link: { remedy: 'default', name: 'Start from the default experiment' },
  spec: { remedy: 'default', name: 'Start from the default experiment' },
  model: { remedy: 'load', name: 'Try again' },
  panic: { remedy: 'load', name: 'Try again' },
  gpu: { remedy: 'load', name: 'Try again' },
  cancelled: { remedy: 'load', name: 'Load again' },
  token: { remedy: 'dismiss', name: 'Dismiss' },
  run: { remedy: 'dismiss', name: 'Dismiss' },
};

/** What went wrong, in one sentence with one way out; and what was put right. */
@customElement('fg-notices')
export class Notices extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      .problem {
        margin-top: 1rem;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.625rem 1rem;
        padding: 0.75rem 1rem;
        border: 1px solid var(--forced);
        border-left-width: 5px;
        border-radius: var(--radius);
        background: var(--card);
      }
      .problem p {
        flex: 1 1 18rem;
      }
      [role="status"]:not(:empty) {
        margin-top: 0.75rem;
      }
    `,
  ];

  @property({ attribute: false }) problem: Problem | null = null;
  @property() notice = '';

  override render(): TemplateResult {
    return html`<div role="alert">${this.problem ? this.trouble(this.problem) : nothing}</div>
      <div role="status" aria-label="Notice" class="small quiet">${this.notice || nothing}</div>`;
  }

  private trouble({ what, sentence }: Problem): TemplateResult {
    const { remedy, name } = REMEDIES[what];
    return html`<div class="problem">
      <p>${sentence}</p>
      <button class="button" @click=${() => this.dispatchEvent(new RemedyTaken(remedy))}>${name}</button>
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    'remedy-taken': RemedyTaken;
  }
  interface HTMLElementTagNameMap {
    'fg-notices': Notices;
  }
}
