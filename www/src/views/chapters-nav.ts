import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { fromRoot } from '../state/address.js';
import { CHAPTERS, type Chapter } from '../state/chapters.js';
import { base } from '../styles/base.js';

/** The visitor goes to a chapter. */
export class ChapterChosen extends Event {
  constructor(readonly id: string) {
    super('chapter-chosen', { bubbles: true, composed: true });
  }
}

/** The chapters: the one that is open among how many, the ones beside it, and a list of all. */
@customElement('fg-chapters')
export class ChaptersNav extends LitElement {
  static override readonly styles = [
    base,
    css`
      nav {
        position: relative;
        display: flex;
        align-items: center;
        font-size: 0.9375rem;
      }
      .arrow {
        display: grid;
        place-items: center;
        width: 1.75rem;
        height: 2rem;
        border-radius: var(--radius);
        color: var(--ink);
        font-size: 1.375rem;
        line-height: 1;
        text-decoration: none;
      }
      .arrow:hover {
        background: color-mix(in oklab, var(--ink) 8%, transparent);
      }
      .opener {
        min-height: 2rem;
        padding: 0 0.375rem;
        border: 0;
        border-radius: var(--radius);
        background: none;
        font-variant-numeric: tabular-nums;
        text-decoration: underline 1px var(--edge);
        text-underline-offset: 0.2em;
        white-space: nowrap;
        cursor: pointer;
      }
      [popover] {
        position: absolute;
        inset: 3.25rem auto auto clamp(0.75rem, 50vw - 13rem, 40vw);
        width: min(26rem, 100vw - 1.5rem);
        margin: 0;
        padding: 0.5rem;
        border: 1px solid var(--edge);
        border-radius: 10px;
        background: var(--card);
        color: var(--ink);
        box-shadow: 0 10px 34px rgb(0 0 0 / 0.16);
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li a {
        display: grid;
        grid-template-columns: 1.5rem 1fr;
        padding: 0.375rem 0.5rem;
        border-radius: var(--radius);
        color: var(--ink);
        text-decoration: none;
      }
      li a:hover {
        background: color-mix(in oklab, var(--ink) 8%, transparent);
      }
      li a[aria-current="page"] .title {
        font-weight: 700;
      }
      li a[aria-current="page"] {
        background: color-mix(in oklab, var(--accent) 12%, transparent);
      }
      .count {
        color: var(--quiet);
        font-variant-numeric: tabular-nums;
      }
      .title {
        font-weight: 500;
      }
      @media (forced-colors: active) {
        li a[aria-current="page"] {
          outline: 2px solid;
          outline-offset: -2px;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  /** The chapter that is open, if what is open is one. */
  @property({ attribute: false }) current: Chapter | null = null;
  @query('[popover]') private list!: HTMLElement;

  override render(): TemplateResult | typeof nothing {
    if (CHAPTERS.length === 0) return nothing;
    const at = this.current ? CHAPTERS.indexOf(this.current) : -1;
    const beside = (by: 1 | -1) => (at < 0 ? undefined : CHAPTERS[at + by]);
    return html`<nav aria-label="Chapters">
      ${this.arrow(beside(-1), 'Chapter before', '‹')}
      <button class="opener" popovertarget="list" aria-label=${at < 0 ? 'Chapters' : `Chapter ${at + 1} of ${CHAPTERS.length}: all chapters`}>
        ${at < 0 ? `${CHAPTERS.length} chapters` : `${at + 1} of ${CHAPTERS.length}`}
      </button>
      ${this.arrow(at < 0 ? CHAPTERS[0] : beside(1), 'Chapter after', '›')}
      <div id="list" popover>
        <ol>
          ${CHAPTERS.map(
            (chapter, index) => html`<li>
              <a
                href=${address(chapter)}
                aria-current=${chapter === this.current ? 'page' : nothing}
                @click=${(event: MouseEvent) => this.take(event, chapter)}
                ><span class="count" aria-hidden="true">${index + 1}</span><span class="title">${chapter.title}</span></a
              >
            </li>`,
          )}
        </ol>
      </div>
    </nav>`;
  }

  private arrow(chapter: Chapter | undefined, name: string, sign: string): TemplateResult {
    if (!chapter) return html`<span class="arrow quiet" aria-hidden="true">${sign}</span>`;
    return html`<a
      class="arrow"
      href=${address(chapter)}
      aria-label=${`${name}: ${chapter.title}`}
      @click=${(event: MouseEvent) => this.take(event, chapter)}
      >${sign}</a
    >`;
  }

  private take(event: MouseEvent, { id }: Chapter): void {
    // Another tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (this.list.matches(':popover-open')) this.list.hidePopover();
    this.dispatchEvent(new ChapterChosen(id));
  }
}

function address({ id }: Chapter): string {
  return fromRoot(`x/${id}/`);
}

declare global {
  interface HTMLElementEventMap {
    'chapter-chosen': ChapterChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-chapters': ChaptersNav;
  }
}
