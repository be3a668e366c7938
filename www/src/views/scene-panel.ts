import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Spec } from '../engine/protocol.js';
import type { Experiment } from '../state/experiment.js';
import { base } from '../styles/base.js';
import { readCups } from '../text/cups.js';
import { cupsStyle, drawCups } from './cups-drawing.js';

const MOST_SWAPS = 8;

/** Seeds that the dice give; others can be typed. */
const SEEDS = 10_000;

type CupsTask = Extract<Spec['task'], { kind: 'cups' }>;

/** The visitor wants another scene. */
export class SceneChosen extends Event {
  constructor(
    readonly seed: number,
    readonly swaps: number | undefined,
  ) {
    super('scene-chosen', { bubbles: true, composed: true });
  }
}

/** The scene: drawn where it is one of cups, with the question, and the choice of another. */
@customElement('fg-scene')
export class ScenePanel extends LitElement {
  static override readonly styles = [
    base,
    cupsStyle,
    css`
      :host {
        display: block;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem 0.75rem;
      }
      .question {
        gap: 0.25rem 0.4rem;
        margin-block: 0.75rem;
        font: 400 1.0625rem/1.45 var(--serif);
      }
      select {
        font: 400 1rem/1.2 var(--sans);
      }
      .picker {
        font-size: 0.9375rem;
      }
      .picker label {
        display: flex;
        align-items: center;
        gap: 0.4rem;
      }
      .picker input {
        width: 5rem;
      }
      .picker .button {
        min-height: 2.125rem;
      }
      .follow {
        margin-left: auto;
      }
    `,
  ];

  @property({ attribute: false }) scene: Experiment['scene'] | null = null;
  @property({ attribute: false }) task: Spec['task'] | null = null;
  @state() private followed = false;

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('scene')) this.followed = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { scene, task } = this;
    if (!scene || !task) return nothing;
    const cups = readCups(scene.text, scene.question);
    return html`<section aria-label="Scene">
      ${cups ? drawCups(cups, this.followed) : html`<p>${scene.text}</p>`}
      ${task.kind === 'cups' ? this.picker(task, scene.question) : html`<p>“${scene.question}”</p>`}
    </section>`;
  }

  private picker(task: CupsTask, question: string): TemplateResult {
    return html`<div class="row question">After ${this.swaps(task)} ${task.swaps === 1 ? 'swap' : 'swaps'}: “${question}”</div>
      <div class="row picker">
        <label
          >Scene
          <input
            class="field number"
            type="number"
            min="0"
            max=${Number.MAX_SAFE_INTEGER}
            step="1"
            .value=${live(String(task.seed))}
            @change=${(event: Event) => this.typed(event, task)}
        /></label>
        <button class="button" @click=${() => this.choose(Math.floor(Math.random() * SEEDS), task.swaps)}>
          Another scene
        </button>
        <button class="link follow" aria-pressed=${this.followed} @click=${() => (this.followed = !this.followed)}>
          Follow the ball
        </button>
      </div>`;
  }

  private swaps({ seed, swaps }: CupsTask): TemplateResult {
    const choose = (event: Event) => {
      const { value } = event.currentTarget as HTMLSelectElement;
      this.choose(seed, value === '' ? undefined : Number(value));
    };
    const counts = Array.from({ length: MOST_SWAPS }, (_, index) => index + 1);
    return html`<select class="field number" aria-label="Swaps" @change=${choose}>
      ${swaps == null ? html`<option value="" .selected=${live(true)}>some</option>` : nothing}
      ${counts.map(count => html`<option value=${count} .selected=${live(count === swaps)}>${count}</option>`)}
    </select>`;
  }

  private typed(event: Event, { seed, swaps }: CupsTask): void {
    const input = event.currentTarget as HTMLInputElement;
    const typed = input.valueAsNumber;
    if (Number.isSafeInteger(typed) && typed >= 0) this.choose(typed, swaps);
    else input.value = String(seed);
  }

  private choose(seed: number, swaps: number | undefined): void {
    this.dispatchEvent(new SceneChosen(seed, swaps));
  }
}

declare global {
  interface HTMLElementEventMap {
    'scene-chosen': SceneChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-scene': ScenePanel;
  }
}
