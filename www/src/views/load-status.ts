import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Answer, Backend, ModelInfo } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { megabytes, roundCount } from '../text/format.js';

/** The visitor gives up the download. */
export class LoadCancelled extends Event {
  constructor() {
    super('load-cancelled', { bubbles: true, composed: true });
  }
}

/** The visitor wants the model to run on something else. */
export class BackendChosen extends Event {
  constructor(readonly backend: Backend) {
    super('backend-chosen', { bubbles: true, composed: true });
  }
}

const USE: Record<Backend, string> = { cpu: 'Use the processor', gpu: 'Use the GPU' };

/** One line: the model on its way, or the engine that runs it. */
@customElement('fg-load-status')
export class LoadStatus extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 2lh;
        color: var(--quiet);
        font-size: 0.9375rem;
      }
      [role='status'] {
        display: inline;
        margin-inline-end: 0.5rem;
      }
      progress {
        appearance: none;
        vertical-align: middle;
        width: 10rem;
        height: 0.375rem;
        border: 0;
        border-radius: 3px;
        background: var(--line);
        overflow: hidden;
      }
      progress::-webkit-progress-bar {
        background: var(--line);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) loading: { loaded: number; total: number } | null = null;
  @property({ attribute: false }) model: ModelInfo | null = null;
  @property({ attribute: false }) engine: Answer<'loaded'>['engine'] | null = null;

  override render(): TemplateResult {
    return html`<div role="status" aria-label="Engine">${this.sentence()}</div>
      ${this.loading ? this.progress(this.loading) : this.other(this.engine?.other)}`;
  }

  private other(backend: Backend | undefined): TemplateResult | typeof nothing {
    if (!backend) return nothing;
    const choose = () => this.dispatchEvent(new BackendChosen(backend));
    return html`<button class="link" @click=${choose}>${USE[backend]}</button>`;
  }

  private sentence(): string {
    if (this.loading) return 'Loading the model.';
    const { model, engine } = this;
    if (!model || !engine) return 'No model is loaded.';
    const size = `${roundCount(model.parameters)} parameters, ${model.layers} layers of ${model.heads} heads`;
    return `Engine: ${engine.backend.toUpperCase()}. ${engine.reason} Model: ${model.id}, ${size}.`;
  }

  private progress({ loaded, total }: { loaded: number; total: number }): TemplateResult {
    const size = total > 0 ? `${megabytes(loaded)} of ${megabytes(total)} MB` : 'starting';
    return html`<progress aria-label="Loading model" .value=${loaded} max=${total || 1}></progress>
      <span class="number">${size}</span>
      <button class="link" @click=${this.cancel}>Cancel</button>`;
  }

  private cancel(): void {
    this.dispatchEvent(new LoadCancelled());
  }
}

declare global {
  interface HTMLElementEventMap {
    'backend-chosen': BackendChosen;
    'load-cancelled': LoadCancelled;
  }
  interface HTMLElementTagNameMap {
    'fg-load-status': LoadStatus;
  }
}
