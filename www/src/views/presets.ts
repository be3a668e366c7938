import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { PRESETS, type Preset } from '../presets/presets.js';
import { base } from '../styles/base.js';

/** The visitor takes one of the page's own experiments. */
export class PresetChosen extends Event {
  constructor(readonly hash: string) {
    super('preset-chosen', { bubbles: true, composed: true });
  }
}

/** The page's own experiments, each a link that opens at one press, with what came of it. */
@customElement('fg-presets')
export class Presets extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        margin-block: 1.25rem;
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr));
        gap: 0 1.25rem;
        margin: 0;
        padding: 0;
        list-style: none;
        counter-reset: preset;
      }
      li {
        counter-increment: preset;
      }
      a {
        display: grid;
        grid-template-columns: 1.25rem 1fr;
        padding: 0.25rem 0;
        font-size: 0.9375rem;
        color: var(--ink);
        text-decoration: none;
      }
      a::before {
        content: counter(preset);
        color: var(--quiet);
        font-variant-numeric: tabular-nums;
      }
      .title {
        font-weight: 500;
        text-decoration: underline 1px var(--edge);
        text-underline-offset: 0.2em;
      }
      a:hover .title,
      a[aria-current="page"] .title {
        text-decoration-color: var(--accent);
        text-decoration-thickness: 2px;
      }
      /* What came of it is told of the one that is open, so that the list stays short. */
      a .takeaway {
        display: none;
      }
      p {
        min-height: 1.45em;
        margin-top: 0.5rem;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  /** The link of the experiment that is open. */
  @property({ attribute: false }) current: string | null = null;

  override render(): TemplateResult {
    return html`<nav aria-label="Experiments">
      <ol>
        ${PRESETS.map(preset => this.preset(preset))}
      </ol>
      <p class="small quiet">${PRESETS.find(({ hash }) => hash === this.current)?.takeaway}</p>
    </nav>`;
  }

  private preset({ title, takeaway, hash }: Preset): TemplateResult {
    return html`<li>
      <a href=${hash} aria-description=${takeaway} aria-current=${hash === this.current ? 'page' : 'false'} @click=${(event: MouseEvent) => this.take(event, hash)}
        ><span class="title">${title}</span> <span class="takeaway">${takeaway}</span></a
      >
    </li>`;
  }

  private take(event: MouseEvent, hash: string): void {
    // Another tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.dispatchEvent(new PresetChosen(hash));
  }
}

declare global {
  interface HTMLElementEventMap {
    'preset-chosen': PresetChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-presets': Presets;
  }
}
