import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Kind, Puzzle, Scene, Task } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { kindOf } from '../text/puzzle.js';
import { accessStyle, drawAccess } from './access-drawing.js';
import { cupsStyle, drawCups } from './cups-drawing.js';
import { drawPicture, pictureStyle } from './picture-drawing.js';
import { questionStyle } from './question.css.js';
import type { SceneTools } from './scene-tools.js';

/** What can be shown of the way to the answer. A picture has none: it is a matter of taste. */
const FOLLOWED: Partial<Record<Kind, string>> = { cups: 'Follow the ball', access: 'Follow the facts' };

/** The question of both runs with its picture, and behind a press the choice of another one. */
@customElement('fg-question')
export class QuestionView extends LitElement {
  static override readonly styles = [base, cupsStyle, pictureStyle, accessStyle, questionStyle];

  @property({ attribute: false }) scene: Scene | null = null;
  /** The task that the engine holds, which another question takes the place of. */
  @property({ attribute: false }) task: Task | null = null;
  @property({ type: Boolean }) busy = false;
  /** What is wrong with a puzzle, in a sentence; null where nothing is. */
  @property({ attribute: false }) check: (puzzle: Puzzle) => Promise<string | null> = () =>
    Promise.resolve(null);
  @state() private followed = false;
  @state() private open = false;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('scene') && JSON.stringify(changed.get('scene')) !== JSON.stringify(this.scene))
      this.followed = false;
  }

  override render(): TemplateResult {
    const { scene } = this;
    const kind = scene?.puzzle ? kindOf(scene.puzzle) : null;
    return html`<section class=${`of-${kind ?? 'words'}`} aria-label="Question">
      <div class="asked">
        <h1>${scene ? capital(scene.question) : 'Can a language model explain its own answer?'}</h1>
        <p class="told">${scene ? capitals(scene.text) : nothing}</p>
        <div class="more">
          <button class="link" aria-expanded=${this.open} ?disabled=${!this.task} @click=${this.toggle}>Another question</button>
          ${this.follow(kind)}
        </div>
      </div>
      <div class="drawing">${scene ? this.drawing(scene) : nothing}</div>
      ${
        this.open && this.task
          ? html`<fg-scene-tools
            .task=${this.task}
            .scene=${scene}
            .check=${this.check}
            ?busy=${this.busy}
          ></fg-scene-tools>`
          : nothing
      }
    </section>`;
  }

  /** Says in the editor why the engine would not take a puzzle. */
  refuse(sentence: string): void {
    this.renderRoot.querySelector<SceneTools>('fg-scene-tools')?.refuse(sentence);
  }

  private drawing({ puzzle, solution, text }: Scene): TemplateResult | typeof nothing {
    if (!puzzle) return nothing;
    const way = this.followed ? solution : null;
    if ('cups' in puzzle) return drawCups(puzzle.cups, way && 'cups' in way ? way.cups.path : null);
    if ('picture' in puzzle) return drawPicture(puzzle.picture, text);
    return drawAccess(puzzle.access, text, way && 'access' in way ? way.access.lookups : null);
  }

  private follow(kind: Kind | null): TemplateResult | typeof nothing {
    const name = kind && FOLLOWED[kind];
    if (!name) return nothing;
    return html`<button class="link" aria-pressed=${this.followed} @click=${() => (this.followed = !this.followed)}>
      ${name}
    </button>`;
  }

  private async toggle(): Promise<void> {
    if (!this.open) await import('./scene-tools.js');
    this.open = !this.open;
  }
}

/** Each sentence with a capital; what the model is given has none. */
function capitals(text: string): string {
  return text.replace(
    /(^|[.?!]\s+)(\p{Ll})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-question': QuestionView;
  }
}
