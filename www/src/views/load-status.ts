import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Backend, EngineInfo, ModelInfo } from '../engine/protocol.js';
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

interface Loading {
  loaded: number;
  total: number;
}

/** Whether all of the model has come, so that only the engine is not ready yet: a GPU compiles its programs. */
function isHere({ loaded, total }: Loading): boolean {
  return total > 0 && loaded >= total;
}

const USE: Record<Backend, string> = { cpu: 'Use the processor', gpu: 'Use the GPU' };

/** One line: the model on its way, or the engine that runs it. Why, and which model, is out of sight until asked for. */
@customElement('fg-load-status')
export class LoadStatus extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 1lh;
        position: relative;
        color: var(--quiet);
        font-size: 0.9375rem;
        line-height: 1.4;
      }
      .why {
        position: absolute;
        inset: calc(100% + 0.5rem) 0 auto auto;
        z-index: 3;
        width: min(22rem, 100vw - 2rem);
        padding: 0.625rem 0.875rem;
        border: 1px solid var(--edge);
        border-radius: 8px;
        background: var(--card);
        color: var(--ink);
        box-shadow: 0 8px 26px rgb(0 0 0 / 0.16);
        font: 400 1rem/1.45 var(--serif);
      }
      [role='status'] {
        display: inline;
        margin-inline-end: 0.5rem;
      }
      .link {
        margin-inline-end: 0.5rem;
      }
      progress {
        appearance: none;
        vertical-align: middle;
        width: clamp(3rem, 12vw, 10rem);
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
      /* The line itself has little room, or is further down: how far it is shows at the top. */
      @media (width < 62rem) {
        progress {
          position: fixed;
          inset: 0 0 auto;
          z-index: 3;
          width: 100%;
          height: 3px;
          border-radius: 0;
        }
      }
      @media (width < 52rem) {
        .why {
          inset: auto auto calc(100% + 0.5rem) 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) loading: Loading | null = null;
  @property({ attribute: false }) model: ModelInfo | null = null;
  @property({ attribute: false }) engine: EngineInfo | null = null;

  @state() private told = false;

  override render(): TemplateResult {
    const { loading, model, engine } = this;
    return html`<div role="status" aria-label="Engine">${this.sentence()}</div>
      ${loading ? this.progress(loading) : model && engine ? this.more() : nothing}
      ${loading ? nothing : this.other(engine?.other)}`;
  }

  private more(): TemplateResult {
    return html`<button class="link" aria-expanded=${this.told} @click=${() => (this.told = !this.told)}>
      ${this.told ? 'Less' : 'Why?'}
    </button>`;
  }

  private other(backend: Backend | undefined): TemplateResult | typeof nothing {
    if (!backend) return nothing;
    const choose = () => this.dispatchEvent(new BackendChosen(backend));
    return html`<button class="link" @click=${choose}>${USE[backend]}</button>`;
  }

  private sentence(): TemplateResult | string {
    if (this.loading) return isHere(this.loading) ? 'Preparing the engine…' : 'Loading the model.';
    const { model, engine } = this;
    if (!model || !engine) return 'No model is loaded.';
    const size = `${roundCount(model.parameters)} parameters, ${model.layers} layers of ${model.heads} heads`;
    const why = `${engine.reason} Model: ${model.id}, ${size}.`;
    return html`Engine: ${engine.backend.toUpperCase()}. <span class=${this.told ? 'why' : 'unseen'}>${why}</span>`;
  }

  private progress(loading: Loading): TemplateResult {
    const { loaded, total } = loading;
    const size = total > 0 ? `${megabytes(loaded)} of ${megabytes(total)} MB` : 'starting';
    return html`<progress aria-label="Loading model" .value=${loaded} max=${total || 1}></progress>
      <span class="number">${isHere(loading) ? nothing : size}</span>
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
