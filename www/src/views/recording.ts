import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Reproduction } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { recordingSentence } from '../text/recording.js';
import { Acted } from './controls.js';

/** What a link says that its author saw, as a text. */
export interface Told {
  claimed: readonly string[];
  own: readonly string[];
}

/** Where a recording stands: a claim, or checked. The word for it, a press that checks it, and both texts where they differ. */
@customElement('fg-recording')
export class RecordingView extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      .claim {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 1rem;
        margin-block: 0.5rem 0.75rem;
        padding: 0.625rem 0.875rem;
        border: 1px dashed var(--edge);
        border-radius: var(--radius);
      }
      .claim p {
        flex: 1 1 16rem;
      }
      .same {
        border-style: solid;
      }
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
        gap: 0.75rem 1.5rem;
        margin-top: 0.75rem;
        font: 400 1rem/1.6 var(--serif);
      }
      h3 {
        font: 500 0.875rem/1.4 var(--sans);
        color: var(--quiet);
      }
      mark {
        background: none;
        color: inherit;
        text-decoration: underline 2px var(--forced);
        text-underline-offset: 0.2em;
      }
    `,
  ];

  /** Whether it came with a link of another's, and not with the page. */
  @property({ type: Boolean }) claimed = false;
  @property({ type: Boolean }) running = false;
  @property({ type: Boolean }) ready = false;
  @property({ attribute: false }) reproduction: Reproduction | null = null;
  @property({ attribute: false }) told: Told | null = null;

  override render(): TemplateResult {
    const { claimed, running, reproduction, told } = this;
    const waits = claimed && !running && !reproduction;
    const said = recordingSentence({ claimed, running, reproduction });
    return html`<div class=${said ? `claim ${reproduction?.kind ?? ''}` : ''}>
        <p role="status" aria-label="Recording">${said}</p>
        ${
          waits
            ? html`<button class="button primary" ?disabled=${!this.ready} @click=${this.check}>Run it here</button>`
            : nothing
        }
      </div>
      ${reproduction?.kind === 'differs' && told ? this.sides(told, reproduction.at ?? null) : nothing}`;
  }

  private sides({ claimed, own }: Told, at: number | null): TemplateResult {
    const side = (name: string, words: readonly string[]) => html`<section aria-label=${name}>
      <h3>${name}</h3>
      <p>${at === null ? words.join('') : html`${words.slice(0, at).join('')}<mark>${words.slice(at).join('')}</mark>`}</p>
    </section>`;
    return html`<div class="sides">${side('The link’s author saw', claimed)} ${side('Here it wrote', own)}</div>`;
  }

  private check(): void {
    this.dispatchEvent(new Acted('run'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-recording': RecordingView;
  }
}
