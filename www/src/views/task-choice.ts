import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Kind, Task } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { segments } from '../styles/segments.js';
import { DEFAULT_SCENES } from '../text/scenes.js';

/** The visitor wants another scene, of this task or of another. */
export class SceneChosen extends Event {
  constructor(readonly task: Task) {
    super('scene-chosen', { bubbles: true, composed: true });
  }
}

const TASKS: readonly { kind: Kind; name: string }[] = [
  { kind: 'cups', name: 'Where is the ball?' },
  { kind: 'picture', name: 'Is it funny?' },
  { kind: 'access', name: 'Is it allowed?' },
];

/** What is asked: one of the three tasks. */
@customElement('fg-task-choice')
export class TaskChoice extends LitElement {
  static override readonly styles = [
    base,
    segments,
    css`
      :host {
        display: block;
        font-size: 0.9375rem;
      }
      .segments label {
        flex: auto;
        padding-inline: 0.375rem;
      }
      @media (16rem <= width < 23rem) {
        .segments label {
          flex: 1 1 0;
          line-height: 1.25;
          white-space: normal;
          text-align: center;
        }
      }
    `,
  ];

  /** The task of the scene that is there; none where the words are the visitor's own. */
  @property({ attribute: false }) kind: Kind | null = null;
  @property({ type: Boolean }) ready = false;
  /** Whether a choice may be on its way: until it has come, or been refused, what was pressed stays pressed. */
  @property({ type: Boolean }) busy = false;

  override shouldUpdate(changed: PropertyValues<this>): boolean {
    return !(this.busy && changed.size === 1 && changed.has('busy'));
  }

  override render(): TemplateResult {
    return html`<div class="segments" role="radiogroup" aria-label="Task">
      ${TASKS.map(
        ({ kind, name }) => html`<label
          ><input
            type="radio"
            name="task"
            .checked=${live(kind === this.kind)}
            ?disabled=${!this.ready}
            @change=${() => this.dispatchEvent(new SceneChosen(DEFAULT_SCENES[kind]))}
          />${name}</label
        >`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    'scene-chosen': SceneChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-task-choice': TaskChoice;
  }
}
