import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { fromRoot } from '../state/address.js';
import { asPng, measurer, save } from '../state/save.js';
import { copy, type Shared } from '../state/share.js';
import { base } from '../styles/base.js';
import { dialogStyle } from '../styles/dialog.js';
import { drawCard } from '../text/card.js';
import { embedCode } from '../text/embed-code.js';
import { runFile } from '../text/run-file.js';

type Kept = 'json' | 'svg' | 'png';

const KEPT: Readonly<Record<Kept, string>> = {
  json: 'Runs as JSON',
  svg: 'Picture as SVG',
  png: 'Picture as PNG',
};

/** The link, the code for one's own page, and files to keep. All of it is made in the page. */
@customElement('fg-share')
export class ShareDialog extends LitElement {
  static override readonly styles = [
    base,
    dialogStyle,
    css`
      .row {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: start;
        gap: 0.5rem;
      }
      label {
        display: block;
        font: 600 1.0625rem/1.3 var(--serif);
        margin-bottom: 0.375rem;
      }
      .field {
        width: 100%;
        min-height: 2.375rem;
        font: 400 0.875rem/1.5 ui-monospace, monospace;
      }
      textarea {
        display: block;
        height: 5.25rem;
        padding-block: 0.375rem;
        resize: vertical;
        overflow-wrap: anywhere;
      }
      .hint {
        margin-top: 0.25rem;
      }
      .files {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      [role="status"] {
        min-height: 1.5em;
      }
    `,
  ];

  @state() private shared: Shared | null = null;
  @state() private said = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" closedby="any" @close=${this.closed}>
      ${this.shared ? this.body(this.shared) : nothing}
    </dialog>`;
  }

  async open(shared: Shared): Promise<void> {
    this.shared = shared;
    this.said = '';
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  private body({ link, stage, shown }: Shared): TemplateResult {
    const question = stage.runs[0]?.scene.question;
    const { element, iframe } = embedCode(shown.hash, {
      root: fromRoot(''),
      ...(question ? { title: `Foregone: ${question}` } : {}),
      point: shown.point,
    });
    return html`<div class="head">
        <div>
          <h2 id="title">Share this experiment</h2>
          <div role="status" aria-label="Shared" class="small">${this.said}</div>
        </div>
        <button class="button" @click=${() => this.dialog.close()}>Close</button>
      </div>
      <div class="body">
        <div>
          ${this.copied('link', 'Link to this experiment', 'the link', html`<input class="field" id="link" readonly .value=${link} @focus=${select} />`)}
          <p class="hint small quiet">It holds both runs, and once they are over, what they wrote.</p>
        </div>
        ${this.copied('element', 'For your own page', 'the code', html`<textarea class="field" id="element" readonly .value=${element} @focus=${select}></textarea>`)}
        ${this.copied('iframe', 'No scripts allowed? Use an iframe', 'the code of the iframe', html`<textarea class="field" id="iframe" readonly .value=${iframe} @focus=${select}></textarea>`)}
        <div>
          <h3 id="files">Keep it as a file</h3>
          <div class="files" role="group" aria-labelledby="files">
            ${(Object.keys(KEPT) as Kept[]).map(kept => html`<button class="button" @click=${() => this.keep(kept)}>${KEPT[kept]}</button>`)}
          </div>
          <p class="hint small quiet">
            JSON: every word of both runs with its probability and its alternatives. Picture: both runs, what they show,
            and the attention that is shown now.
          </p>
        </div>
      </div>`;
  }

  private copied(id: string, label: string, what: string, field: TemplateResult): TemplateResult {
    return html`<div>
      <label for=${id}>${label}</label>
      <div class="row">
        ${field}
        <button class="button" aria-label=${`Copy ${what}`} @click=${() => this.copy(id, what)}>Copy</button>
      </div>
    </div>`;
  }

  private async copy(id: string, what: string): Promise<void> {
    const field = this.renderRoot.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${id}`);
    if (!field) return;
    // Emptied first, so that the same sentence is told again.
    this.said = '';
    const done = await copy(field.value);
    if (!done) field.select();
    const name = what.charAt(0).toUpperCase() + what.slice(1);
    this.said = done
      ? `${name} is copied.`
      : `The browser did not let ${what} be copied. It is selected now, for you to copy.`;
  }

  private async keep(kept: Kept): Promise<void> {
    const { shared } = this;
    if (!shared) return;
    this.said = '';
    const name = `foregone-${shared.stage.contrast.first.task.kind}.${kept}`;
    try {
      save(await this.file(kept, shared), name);
      this.said = `Saved as ${name}.`;
    } catch {
      this.said = 'The browser could not make this file.';
    }
  }

  private async file(kept: Kept, shared: Shared): Promise<Blob> {
    if (kept === 'json') return new Blob([runFile(shared)], { type: 'application/json' });
    const svg = drawCard(shared, measurer());
    return kept === 'png' ? asPng(svg) : new Blob([svg], { type: 'image/svg+xml' });
  }

  private closed(): void {
    this.shared = null;
  }
}

function select(event: FocusEvent): void {
  (event.currentTarget as HTMLInputElement).select();
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-share': ShareDialog;
  }
}
