import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { areKeysOn, KEYS, onKeysSwitched } from '../state/keys.js';
import { DELAYS } from '../state/playback.js';
import { base } from '../styles/base.js';

/** What the visitor asks of the runs. */
export type Act = 'run' | 'step' | 'stop' | 'reset' | 'watch';

const ACTS: readonly string[] = ['run', 'step', 'stop', 'reset', 'watch'] satisfies readonly Act[];

export function isAct(command: string): command is Act {
  return ACTS.includes(command);
}

export class Acted extends Event {
  constructor(readonly act: Act) {
    super('acted', { bubbles: true, composed: true });
  }
}

/** The visitor goes to a place in what is written: so many tokens of each run, or one more, or one less. */
export class Sought extends Event {
  constructor(readonly to: number | 'back' | 'forward') {
    super('sought', { bubbles: true, composed: true });
  }
}

/** The visitor chooses how long a token is shown, in milliseconds. */
export class PaceChosen extends Event {
  constructor(readonly delay: number) {
    super('pace-chosen', { bubbles: true, composed: true });
  }
}

/** What drives both runs: writing them, and going back and forth in what is written. */
@customElement('fg-controls')
export class Controls extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.25rem 1.5rem;
        font-size: 0.9375rem;
      }
      .group {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.375rem;
      }
      .button {
        min-height: 2rem;
        padding-inline: 0.625rem;
      }
      .icon {
        min-width: 2rem;
        padding: 0;
        font-size: 0.75rem;
      }
      label {
        display: flex;
        align-items: center;
        gap: 0.375rem;
        color: var(--quiet);
      }
      input {
        width: 11rem;
        min-width: 4rem;
        margin: 0;
        accent-color: var(--ink);
      }
      .pace input {
        width: 6rem;
      }
      @media (width < 40rem) {
        .watch label {
          flex: 1;
        }
        .watch input {
          flex: 1;
          width: 4rem;
        }
        .group {
          flex: 1 1 100%;
        }
        .acts .button {
          flex: 1;
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

  /** Whether there is a contrast to drive. */
  @property({ type: Boolean }) ready = false;
  @property({ type: Boolean }) running = false;
  /** Whether something asked for is not over yet. */
  @property({ type: Boolean }) busy = false;
  /** Whether nothing is left to write. */
  @property({ type: Boolean }) ended = false;
  /** Whether running it is what there is to do. */
  @property({ type: Boolean }) waiting = false;
  /** Whether there is anything that Reset would take away. */
  @property({ type: Boolean }) started = false;
  /** Whether the page is one for frames, from which nothing is gone back and forth in. */
  @property({ type: Boolean }) reduced = false;
  /** How many tokens are shown of each run; all where null. */
  @property({ attribute: false }) head: number | null = null;
  @property({ type: Number }) length = 0;
  @property({ type: Boolean }) playing = false;
  @property({ type: Number }) delay: number = DELAYS.usual;

  private endKeys = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.endKeys = onKeysSwitched(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endKeys();
  }

  /** Presses the button of an act, if it can be pressed now. */
  press(act: Act): void {
    this.renderRoot.querySelector<HTMLButtonElement>(`[data-act="${act}"]`)?.click();
  }

  override render(): TemplateResult {
    const idle = this.ready && !this.busy;
    return html`${this.reduced ? nothing : this.watching()}
      <div class="group acts">
        ${this.button('run', 'Run', idle, idle && this.waiting)} ${this.button('step', 'Step', idle && !this.ended)}
        ${this.button('stop', 'Stop', this.running || this.playing)} ${this.button('reset', 'Reset', this.ready && this.started)}
      </div>`;
  }

  private watching(): TemplateResult {
    const { head, length, playing, delay } = this;
    const at = head ?? length;
    const seek = (event: Event) =>
      this.dispatchEvent(new Sought((event.currentTarget as HTMLInputElement).valueAsNumber));
    const pace = (event: Event) =>
      this.dispatchEvent(new PaceChosen((event.currentTarget as HTMLInputElement).valueAsNumber));
    const arrow = (to: 'back' | 'forward', name: string, sign: string, enabled: boolean) => html`<button
      class="button icon"
      aria-label=${name}
      ?disabled=${!enabled}
      @click=${() => this.dispatchEvent(new Sought(to))}
    >
      ${sign}
    </button>`;
    return html`<div class="group watch">
      ${this.button('watch', playing ? 'Pause' : 'Watch it write', length > 0)}
      ${arrow('back', 'One word back', '◀', at > 0)} ${arrow('forward', 'One word forward', '▶', at < length)}
      <label
        ><span class="unseen">Position</span
        ><input
          type="range"
          min="0"
          max=${length}
          step="1"
          aria-valuetext=${`${at} of ${length} words`}
          ?disabled=${length === 0}
          .value=${live(String(at))}
          @input=${seek}
      /></label>
      <label class="pace"
        >Pace
        <input
          type="range"
          min=${DELAYS.min}
          max=${DELAYS.max}
          step="10"
          aria-valuetext=${`${delay} milliseconds a word`}
          .value=${live(String(delay))}
          @input=${pace}
      /></label>
    </div>`;
  }

  /** A button; `primary` where it is what there is to do. */
  private button(act: Act, name: string, enabled: boolean, primary = false): TemplateResult {
    return html`<button
      class="button ${primary ? 'primary' : ''}"
      data-act=${act}
      aria-keyshortcuts=${ifDefined(keyOf(act))}
      ?disabled=${!enabled}
      @click=${() => this.dispatchEvent(new Acted(act))}
    >
      ${name}
    </button>`;
  }
}

/** The single key that does the same, while those are on. */
function keyOf(act: Act): string | undefined {
  if (!areKeysOn()) return undefined;
  return KEYS.find(({ command }) => command === (act === 'stop' ? 'run' : act))?.key;
}

declare global {
  interface HTMLElementEventMap {
    acted: Acted;
    sought: Sought;
    'pace-chosen': PaceChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-controls': Controls;
  }
}
