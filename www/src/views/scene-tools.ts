import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Puzzle, Scene, Task } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { kindOf, sizeOf } from '../text/puzzle.js';
import type { SceneEditor } from './scene-editor.js';
import './scene-editor.js';
import './scene-picker.js';
import './task-choice.js';

/** Another question: of another task, another scene of this one, or one put together by hand. */
@customElement('fg-scene-tools')
export class SceneTools extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.625rem 1.5rem;
        padding: 0.75rem 1rem;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--card);
        font-size: 0.9375rem;
      }
      :host > * {
        min-width: 0;
      }
      fg-scene-editor {
        flex: 1 1 100%;
        max-width: 40rem;
      }
      @media (width < 16rem) {
        :host {
          padding-inline: 0.375rem;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) task: Task | null = null;
  @property({ attribute: false }) scene: Scene | null = null;
  @property({ attribute: false }) check: (puzzle: Puzzle) => Promise<string | null> = () =>
    Promise.resolve(null);
  @property({ type: Boolean }) busy = false;
  @state() private editing = false;
  @query('fg-scene-editor') private editor!: SceneEditor | null;

  override render(): TemplateResult {
    const { task, scene } = this;
    const puzzle = scene?.puzzle ?? null;
    const kind = puzzle ? kindOf(puzzle) : null;
    return html`<fg-task-choice .kind=${kind} ?ready=${task !== null} ?busy=${this.busy}></fg-task-choice>
      ${
        scene && puzzle
          ? html`<fg-scene-picker .task=${task} .kind=${kind} .size=${sizeOf(scene)} ?busy=${this.busy}></fg-scene-picker>
            <button class="link" aria-expanded=${this.editing} @click=${() => (this.editing = !this.editing)}>
              Edit the scene
            </button>`
          : nothing
      }
      ${puzzle && this.editing ? html`<fg-scene-editor .puzzle=${puzzle} .check=${this.check}></fg-scene-editor>` : nothing}`;
  }

  /** Says in the editor why the engine would not take a puzzle. */
  refuse(sentence: string): void {
    this.editor?.refuse(sentence);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-scene-tools': SceneTools;
  }
}
