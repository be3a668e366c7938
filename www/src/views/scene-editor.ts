import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Puzzle } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { editAccess } from './access-editor.js';
import { editCups } from './cups-editor.js';
import { editPicture } from './picture-editor.js';

/** The visitor has put a scene together that can be asked about. */
export class SceneMade extends Event {
  constructor(readonly puzzle: Puzzle) {
    super('scene-made', { bubbles: true, composed: true });
  }
}

/**
 * The scene as sentences with words to choose. Each change that makes sense applies at once; until then the draft is
 * kept here, with what it lacks said in one sentence.
 */
@customElement('fg-scene-editor')
export class SceneEditor extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        margin-top: 0.75rem;
        padding: 0.75rem 0.5rem 0.875rem 0.75rem;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--card);
        font: 400 1rem/1.45 var(--serif);
      }
      ol {
        margin: 0.625rem 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
        gap: 0.25rem;
        padding-block: 0.3125rem;
        border-top: 1px solid var(--line);
      }
      li:last-child {
        border-bottom: 1px solid var(--line);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.35rem;
      }
      select.field {
        min-height: 2rem;
        padding-inline: 0.25rem;
        font: 400 0.9375rem/1.2 var(--sans);
        field-sizing: content;
        max-width: 100%;
      }
      .end {
        white-space: nowrap;
      }
      .remove {
        width: 2rem;
        height: 2rem;
        padding: 0;
        border: 0;
        border-radius: var(--radius);
        background: none;
        color: var(--quiet);
        font: 400 1.25rem/1 var(--sans);
        cursor: pointer;
      }
      .remove:hover {
        background: color-mix(in oklab, var(--ink) 8%, transparent);
        color: var(--ink);
      }
      .adds {
        display: flex;
        flex-wrap: wrap;
        gap: 0.375rem;
        margin-block: 0.625rem 0.75rem;
      }
      .adds .button {
        min-height: 2rem;
        padding-inline: 0.625rem;
        font: 500 0.9375rem/1.2 var(--sans);
      }
      .how {
        margin-bottom: 0.625rem;
        font-family: var(--sans);
      }
      .wrong {
        position: sticky;
        bottom: 0.5rem;
        margin-top: 0.75rem;
        padding: 0.5rem 0.75rem;
        border: 1px solid var(--forced);
        border-left-width: 4px;
        border-radius: var(--radius);
        background: var(--card);
        font-family: var(--sans);
      }
    `,
  ];

  /** The scene that is asked about. */
  @property({ attribute: false }) puzzle: Puzzle | null = null;
  /** What is wrong with a puzzle, in a sentence; null where nothing is. */
  @property({ attribute: false }) check: (puzzle: Puzzle) => Promise<string | null> = () =>
    Promise.resolve(null);
  /** The scene as it stands in the editor, which may not make sense yet. */
  @state() private draft: Puzzle | null = null;
  @state() private refusal = '';
  /** The scene that was there last, and those that are on their way to be, as JSON. */
  private shown = '';
  private sent: readonly string[] = [];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('puzzle') || !this.puzzle) return;
    const arrived = JSON.stringify(this.puzzle);
    if (arrived === this.shown) return;
    this.shown = arrived;
    const own = this.sent.indexOf(arrived);
    this.sent = own < 0 ? [] : this.sent.slice(own + 1);
    // A scene from elsewhere (Back, another scene) takes the draft's place; one that was sent from here does not.
    if (own < 0) this.take(this.puzzle);
  }

  override render(): TemplateResult | typeof nothing {
    const { draft } = this;
    if (!draft) return nothing;
    const wrong = this.refusal;
    return html`<div role="group" aria-label="Scene editor">
        <p class="how small quiet">Each change applies at once. Back undoes it.</p>
        ${this.sentences(draft)}
      </div>
      <div role="status" aria-label="Scene problem">
        ${wrong ? html`<p class="wrong small">${wrong} Until that is mended, the scene above stays as it was.</p>` : nothing}
      </div>`;
  }

  /** Says why the engine would not take what was sent last. */
  refuse(sentence: string): void {
    this.refusal = sentence;
    this.sent = [];
  }

  private sentences(draft: Puzzle): TemplateResult {
    if ('cups' in draft) return editCups(draft.cups, (cups, row) => void this.change({ cups }, row));
    if ('picture' in draft)
      return editPicture(draft.picture, (picture, row) => void this.change({ picture }, row));
    return editAccess(draft.access, (access, row) => void this.change({ access }, row));
  }

  private take(draft: Puzzle): void {
    this.draft = draft;
    this.refusal = '';
  }

  private async change(draft: Puzzle, row: number | undefined): Promise<void> {
    this.draft = draft;
    if (row !== undefined) void this.focusRow(row);
    const wrong = await this.check(draft);
    // Another change has been made in the meantime, and is asked about itself.
    if (this.draft !== draft) return;
    this.refusal = wrong ?? '';
    const json = JSON.stringify(draft);
    if (wrong || json === (this.sent.at(-1) ?? this.shown)) return;
    this.sent = [...this.sent, json];
    this.dispatchEvent(new SceneMade(draft));
  }

  /** After rows have come or gone: to the one that is new, or in the place of the one that went. */
  private async focusRow(row: number): Promise<void> {
    await this.updateComplete;
    const rows = [...this.renderRoot.querySelectorAll('li')];
    const next = rows[row] ?? rows.at(-1) ?? this.renderRoot.querySelector('.adds');
    next?.querySelector<HTMLElement>('select, button')?.focus();
  }
}

declare global {
  interface HTMLElementEventMap {
    'scene-made': SceneMade;
  }
  interface HTMLElementTagNameMap {
    'fg-scene-editor': SceneEditor;
  }
}
