import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Kind, Puzzle, Scene, Task } from '../engine/protocol.js';
import { nextTask } from '../state/pace.js';
import { base } from '../styles/base.js';
import { kindOf, sizeOf } from '../text/puzzle.js';
import { accessStyle, drawAccess } from './access-drawing.js';
import { cupsStyle, drawCups } from './cups-drawing.js';
import { drawPicture, pictureStyle } from './picture-drawing.js';
import type { SceneEditor } from './scene-editor.js';
import './scene-editor.js';
import './scene-picker.js';
import './task-choice.js';

/** What can be shown of the way to the answer. A picture has none: it is a matter of taste. */
const FOLLOWED: Partial<Record<Kind, string>> = { cups: 'Follow the ball', access: 'Follow the facts' };

/** The scene: which task, the drawing, the question, the choice of another scene, and the editor. */
@customElement('fg-scene')
export class ScenePanel extends LitElement {
  static override readonly styles = [
    base,
    cupsStyle,
    pictureStyle,
    accessStyle,
    css`
      :host {
        display: block;
      }
      fg-task-choice {
        margin-bottom: 1rem;
      }
      .more {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1.25rem;
        margin-top: 0.625rem;
        font-size: 0.9375rem;
      }
      .path {
        fill: none;
        stroke: var(--ball);
        stroke-width: 4;
        stroke-linecap: round;
        stroke-linejoin: round;
        stroke-dasharray: 1;
        animation: draw 1.6s ease-in-out;
      }
      @keyframes draw {
        from {
          stroke-dashoffset: 1;
        }
        to {
          stroke-dashoffset: 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .path {
          animation: none;
        }
      }
      /* Where there is no column beside the text, the drawing has its choices beside it. */
      @media (40rem <= width < 60rem) {
        section {
          display: grid;
          grid-template-columns: minmax(0, 6fr) minmax(0, 5fr);
          grid-auto-rows: max-content;
          column-gap: 2rem;
        }
        section > * {
          grid-column: 2;
        }
        section > svg {
          grid-area: 2 / 1 / span 6 / auto;
        }
        fg-task-choice,
        fg-scene-editor {
          grid-column: 1 / -1;
        }
      }
      @media print {
        fg-task-choice,
        .more,
        fg-scene-editor {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) scene: Scene | null = null;
  @property({ attribute: false }) task: Task | null = null;
  @property({ type: Boolean }) busy = false;
  @state() private followed = false;
  @state() private editing = false;
  private drawn: Scene | null = null;
  @query('fg-scene-editor') private editor!: SceneEditor | null;

  /** A new scene comes with new words for every other view: its drawing is a task of its own. A press is answered at once. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.scene !== this.drawn) await nextTask();
    this.drawn = this.scene;
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('scene')) this.followed = false;
  }

  override render(): TemplateResult {
    const { scene, task } = this;
    const kind = scene?.puzzle ? kindOf(scene.puzzle) : null;
    return html`<section aria-label="Scene">
      <fg-task-choice .kind=${kind} ?ready=${scene !== null} ?busy=${this.busy}></fg-task-choice>
      ${scene && task ? this.body(scene, task, kind) : nothing}
    </section>`;
  }

  /** Says in the editor why the engine would not take a puzzle. */
  refuse(sentence: string): void {
    this.editor?.refuse(sentence);
  }

  private body(scene: Scene, task: Task, kind: Kind | null): TemplateResult {
    const { puzzle, text, question } = scene;
    if (!puzzle || !kind) return html`<p>${text}</p><p>“${question}”</p>`;
    return html`${this.drawing(puzzle, text)}
      <fg-scene-picker .task=${task} .kind=${kind} .size=${sizeOf(puzzle)} question=${question} ?busy=${this.busy}></fg-scene-picker>
      <div class="more">
        ${this.follow(kind)}
        <button class="link" aria-expanded=${this.editing} @click=${() => (this.editing = !this.editing)}>
          Edit the scene
        </button>
      </div>
      ${this.editing ? html`<fg-scene-editor .puzzle=${puzzle}></fg-scene-editor>` : nothing}`;
  }

  private drawing(puzzle: Puzzle, words: string): TemplateResult {
    if ('cups' in puzzle) return drawCups(puzzle.cups, this.followed);
    if ('picture' in puzzle) return drawPicture(puzzle.picture, words);
    return drawAccess(puzzle.access, words, this.followed);
  }

  private follow(kind: Kind): TemplateResult | typeof nothing {
    const name = FOLLOWED[kind];
    if (!name) return nothing;
    return html`<button class="link" aria-pressed=${this.followed} @click=${() => (this.followed = !this.followed)}>
      ${name}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-scene': ScenePanel;
  }
}
