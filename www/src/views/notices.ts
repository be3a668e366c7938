import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Problem } from '../engine/protocol.js';
import { base } from '../styles/base.js';

/** What puts a problem right. */
export type RecoveryAction = 'default' | 'load' | 'dismiss';

/** The visitor takes the one way out that a problem offers. */
export class RecoveryChosen extends Event {
  constructor(readonly action: RecoveryAction) {
    super('recovery-chosen', { bubbles: true, composed: true });
  }
}

const ACTIONS: Record<Problem['what'], { action: RecoveryAction; name: string }> = {
  link: { action: 'default', name: 'Start from the first chapter' },
  spec: { action: 'default', name: 'Start from the first chapter' },
  model: { action: 'load', name: 'Try again' },
  panic: { action: 'load', name: 'Try again' },
  gpu: { action: 'load', name: 'Try again' },
  cancelled: { action: 'load', name: 'Load again' },
  token: { action: 'dismiss', name: 'Dismiss' },
  run: { action: 'dismiss', name: 'Dismiss' },
};

/** What went wrong, in one sentence with one way out; what was put right; and where a link's recording stands. */
@customElement('fg-notices')
export class Notices extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      .problem {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.375rem 1rem;
        padding: 0.5rem 0.875rem;
        border: 1px solid var(--forced);
        border-left-width: 5px;
        border-radius: var(--radius);
        background: var(--card);
      }
      .problem p {
        flex: 1 1 18rem;
      }
      [role="alert"]:not(:empty) + [role="status"]:not(:empty) {
        margin-top: 0.375rem;
      }
    `,
  ];

  @property({ attribute: false }) problem: Problem | null = null;
  @property() notice = '';
  /** What is known of the recording that a link brought. */
  @property() recording = '';

  override render(): TemplateResult {
    return html`<div role="alert">${this.problem ? this.trouble(this.problem) : nothing}</div>
      <div role="status" aria-label="Notice" class="small">${this.notice || nothing}</div>
      <div role="status" aria-label="Recording" class="small quiet">${this.recording || nothing}</div>`;
  }

  private trouble({ what, sentence }: Problem): TemplateResult {
    const { action, name } = ACTIONS[what];
    return html`<div class="problem">
      <p>${sentence}</p>
      <button class="button" @click=${() => this.dispatchEvent(new RecoveryChosen(action))}>${name}</button>
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    'recovery-chosen': RecoveryChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-notices': Notices;
  }
}
