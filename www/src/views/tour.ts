import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Experiment, isTouched } from '../state/experiment.js';
import { keep, recall } from '../state/kept.js';
import type { Outcome } from '../state/outcome.js';
import { base } from '../styles/base.js';
import { type Said, type Sight, STEPS } from '../text/tour.js';
import { Forced } from './alternatives.js';
import { placeBeside } from './beside.js';
import { Acted, OrderChosen } from './controls.js';
import { CutChosen } from './cut-choice.js';
import { tourStyle } from './tour.css.js';

const KEY = 'tour';

/**
 * A walk past the controls, for those who ask for it. Each step points at the real thing, which stays usable: a visitor may do
 * what a step says there, or have it done. It opens by nothing but its button.
 */
@customElement('fg-tour')
export class Tour extends LitElement {
  static override readonly styles = [base, tourStyle];

  @property({ attribute: false }) experiment: Experiment | null = null;
  @property({ attribute: false }) outcome: Outcome | null = null;
  /** Where on the page each sight is. */
  @property({ attribute: false }) find: (sight: Sight) => Element | null = () => null;
  /** The step that is shown; none while the tour is closed. */
  @state() private at: number | null = null;
  @state() private taken = recall(KEY) === 'done';
  @query('.step') private step!: HTMLElement;
  @query('.opener') private opener!: HTMLButtonElement;
  /** Whether the next step is to take the focus: it was a button in here that led to it. */
  private led = false;
  /** What the step on show has asked for and is not there yet. */
  private waiting = false;
  /** Of the latest run that is over. */
  private said: Said = { answer: 'yes', other: 'no', agrees: true, forced: false };
  private readonly moved = new ResizeObserver(() => this.place());
  private readonly scrolled = () => this.place(true);

  override render(): TemplateResult {
    return html`<p class="invitation">
        <button class=${this.taken ? 'link opener' : 'button opener'} ?disabled=${!this.experiment} aria-expanded=${this.at !== null} @click=${this.start}>
          Show me around
        </button>
        ${this.taken ? nothing : html`<span class="small quiet">Five short steps, on the real thing.</span>`}
      </p>
      <div class="step" popover="manual" role="dialog" aria-labelledby="count" aria-describedby="words" @keydown=${this.pressed}>
        ${this.at === null ? nothing : this.body(this.at)}
      </div>`;
  }

  override willUpdate(): void {
    const { scene, verdict } = this.experiment ?? {};
    if (!scene || !verdict?.decision) return;
    const [yes, no] = scene.choices;
    const [answer, other] = verdict.decision === 'yes' ? [yes, no] : [no, yes];
    this.said = { answer, other, agrees: verdict.conclusion === verdict.decision, forced: verdict.forced };
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.at === null) return;
    if ((changed as Map<PropertyKey, unknown>).has('at')) this.show();
    else if (changed.has('experiment')) this.place();
    this.goOn();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.escape);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.escape);
    this.unwatch();
  }

  private unwatch(): void {
    this.moved.disconnect();
    window.removeEventListener('scroll', this.scrolled);
  }

  private body(at: number): TemplateResult {
    const { experiment } = this;
    const step = STEPS[at];
    if (!step || !experiment) return html``;
    const { said } = this;
    const last = at === STEPS.length - 1;
    const task = step.task && !step.task.done(experiment) ? step.task : null;
    return html`<i class="ring" aria-hidden="true"></i>
      <div class="head">
        <span id="count" class="small quiet">Step ${at + 1} of ${STEPS.length}</span>
        <button class="link small" @click=${this.close}>Close</button>
      </div>
      <p id="words" aria-live="polite">${step.words(said)}</p>
      <div class="ways">
        <button class="button" ?disabled=${at === 0} @click=${() => this.go(at - 1)}>Back</button>
        ${
          task
            ? html`<button class="button" @click=${() => this.go(at + 1)}>Skip</button>
              <button class="button primary" @click=${() => this.take(step.sight, said)}>${task.name(said)}</button>`
            : html`<button class="button primary" @click=${last ? this.close : () => this.go(at + 1)}>
              ${last ? 'Done' : 'Next'}
            </button>`
        }
      </div>`;
  }

  /** The tour begins at a model that has answered first, with nothing forced. */
  private start(): void {
    if (this.at !== null) {
      this.close();
      return;
    }
    const { experiment } = this;
    if (!experiment) return;
    if (experiment.spec.order !== 'decision_first' || isTouched(experiment.spec))
      this.dispatchEvent(new OrderChosen('decision_first'));
    else if (!experiment.verdict) this.dispatchEvent(new Acted('run'));
    this.go(0);
  }

  private go(at: number): void {
    this.led = true;
    this.waiting = false;
    this.at = at;
  }

  /** Does what the step asks for, in the visitor's place. */
  private take(sight: Sight, { other }: Said): void {
    const at = this.outcome?.at ?? null;
    this.waiting = true;
    this.led = true;
    if (sight === 'answer' && at !== null) this.dispatchEvent(new Forced(at, { text: other }));
    else if (sight === 'order') this.dispatchEvent(new OrderChosen('reasoning_first'));
    else if (sight === 'cut') {
      if (this.experiment?.spec.order !== 'reasoning_first')
        this.dispatchEvent(new OrderChosen('reasoning_first'));
      this.dispatchEvent(new CutChosen(true));
    } else this.dispatchEvent(new Acted('run'));
  }

  /** Goes to the next step once this one's task is done and the run over, whoever has done it. */
  private goOn(): void {
    const { at, experiment } = this;
    const task = at === null ? undefined : STEPS[at]?.task;
    if (at === null || !task || !experiment) return;
    if (!task.done(experiment)) {
      this.waiting = true;
      return;
    }
    if (!this.waiting || !experiment.verdict) return;
    this.waiting = false;
    this.at = at + 1;
  }

  private show(): void {
    const { step } = this;
    if (!step.matches(':popover-open')) {
      step.showPopover();
      this.moved.observe(document.body);
      window.addEventListener('scroll', this.scrolled, { passive: true });
    }
    const sight = this.sight();
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    sight?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    this.place();
    if (this.led) step.querySelector<HTMLElement>('.primary')?.focus({ preventScroll: true });
    this.led = false;
  }

  private sight(): Element | null {
    const sight = this.at === null ? null : STEPS[this.at]?.sight;
    return sight ? this.find(sight) : null;
  }

  /** Beside what it points at; on a phone at the bottom, by its style. */
  private place(isScrolled = false): void {
    const { step } = this;
    const sight = this.sight();
    if (!sight || !step.matches(':popover-open')) return;
    const isOnPage = getComputedStyle(step).position === 'absolute';
    if (isScrolled && isOnPage) return;
    const box = sight.getBoundingClientRect();
    if (isOnPage) placeBeside(step, sight, false);
    const own = step.getBoundingClientRect();
    const ring = step.querySelector<HTMLElement>('.ring');
    ring?.style.setProperty('left', `${box.left - own.left - 6}px`);
    ring?.style.setProperty('top', `${box.top - own.top - 6}px`);
    ring?.style.setProperty('width', `${box.width + 10}px`);
    ring?.style.setProperty('height', `${box.height + 10}px`);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.close();
  }

  /** Esc closes it from the page as well, unless something else is there to be closed. */
  private readonly escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || this.at === null) return;
    if (
      event
        .composedPath()
        .some(place => place instanceof Element && place.matches('dialog[open], :popover-open'))
    )
      return;
    this.close();
  };

  private close(): void {
    const inside = this.step.matches(':focus-within');
    this.step.hidePopover();
    this.unwatch();
    this.at = null;
    this.taken = true;
    keep(KEY, 'done');
    if (inside) this.opener.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-tour': Tour;
  }
}
