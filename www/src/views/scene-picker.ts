import { SIZES } from 'virtual:tables';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Kind, Task } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { anySeed, type Seeded, seeded } from '../text/scenes.js';
import { SceneChosen } from './task-choice.js';

/** What makes a scene of each task longer. */
const LONGER: Readonly<Record<Kind, { label: string; one: string }>> = {
  cups: { label: 'Swaps', one: 'swap' },
  picture: { label: 'Details', one: 'detail' },
  access: { label: 'Look-ups', one: 'look-up' },
};

/** The choice of another scene of the same task. */
@customElement('fg-scene-picker')
export class ScenePicker extends LitElement {
  static override readonly styles = [
    base,
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
      label {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.4rem;
      }
      .row,
      label {
        max-width: 100%;
      }
      input {
        width: 6rem;
        max-width: 100%;
        min-width: 0;
      }
      input::placeholder {
        color: var(--quiet);
        opacity: 1;
      }
      .button {
        min-height: 2.125rem;
      }
    `,
  ];

  @property({ attribute: false }) task: Task | null = null;
  @property({ attribute: false }) kind: Kind | null = null;
  /** How large the scene is. */
  @property({ type: Number }) size = 0;
  /** Whether a choice may be on its way: until it has come, or been refused, what was chosen stays chosen. */
  @property({ type: Boolean }) busy = false;

  override shouldUpdate(changed: PropertyValues<this>): boolean {
    return !(this.busy && changed.size === 1 && changed.has('busy'));
  }

  override render(): TemplateResult | typeof nothing {
    const { task, kind } = this;
    if (!task || !kind) return nothing;
    const { one } = LONGER[kind];
    const scene = task.kind === 'made' || task.kind === 'text' ? null : task;
    const fixed = scene ? sizeOf(scene) : this.size;
    return html`<div class="row">
        <span class="row">${scene ? this.sizes(scene, fixed) : this.size} ${fixed === 1 ? one : `${one}s`}</span>
        <label
          >Scene
          <input
            class="field number"
            type="number"
            min="0"
            max=${Number.MAX_SAFE_INTEGER}
            step="1"
            placeholder="your own"
            .value=${live(scene ? String(scene.seed) : '')}
            @change=${(event: Event) => this.typed(event, kind, fixed)}
        /></label>
        <button class="button" @click=${() => this.choose(kind, anySeed(), fixed)}>
          Another scene
        </button>
      </div>`;
  }

  private sizes(scene: Seeded, size: number | undefined): TemplateResult {
    const { label } = LONGER[scene.kind];
    const { fewest, most } = SIZES[scene.kind];
    const choose = (event: Event) => {
      const { value } = event.currentTarget as HTMLSelectElement;
      this.choose(scene.kind, scene.seed, value === '' ? undefined : Number(value));
    };
    const counts = Array.from({ length: most - fewest + 1 }, (_, index) => fewest + index);
    return html`<select class="field number" aria-label=${label} @change=${choose}>
      ${size === undefined ? html`<option value="" .selected=${live(true)}>some</option>` : nothing}
      ${counts.map(count => html`<option value=${count} .selected=${live(count === size)}>${count}</option>`)}
    </select>`;
  }

  private typed(event: Event, kind: Kind, size: number | undefined): void {
    const input = event.currentTarget as HTMLInputElement;
    const seed = input.valueAsNumber;
    if (Number.isSafeInteger(seed) && seed >= 0) this.choose(kind, seed, size);
    else this.requestUpdate();
  }

  private choose(kind: Kind, seed: number, size: number | undefined): void {
    this.dispatchEvent(new SceneChosen(seeded(kind, seed, size)));
  }
}

/** The size that a task fixes, if it does. */
function sizeOf(scene: Seeded): number | undefined {
  const size = scene.kind === 'cups' ? scene.swaps : scene.kind === 'picture' ? scene.details : scene.links;
  return size ?? undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-scene-picker': ScenePicker;
  }
}
