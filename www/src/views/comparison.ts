import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Aligned, Comparison, Counterpart, Side, Statement } from '../engine/protocol.js';
import type { Shown } from '../state/comparison.js';
import type { Experiment } from '../state/experiment.js';
import { identity } from '../state/recorded.js';
import { base } from '../styles/base.js';
import { answerSentence, comparisonName, MARKS, shortName } from '../text/comparison.js';
import { comparisonStyle } from './comparison.css.js';
import './comparison-bars.js';

/** The visitor wants the run held against its counterpart; or, with null, wants no more of it. */
export class ComparisonWanted extends Event {
  constructor(readonly counterpart: Counterpart | null) {
    super('comparison-wanted', { bubbles: true, composed: true });
  }
}

const COUNTERPARTS: readonly Counterpart[] = ['order', 'answer'];

/** Two runs of the same scene side by side: what each answers, what each says of the same thing, where each looked. */
@customElement('fg-comparison')
export class ComparisonView extends LitElement {
  static override readonly styles = [base, comparisonStyle];

  @property({ attribute: false }) shown: Shown | null = null;
  /** What is on the page. */
  @property({ attribute: false }) experiment: Experiment | null = null;
  @property({ type: Boolean }) disabled = false;

  override render(): TemplateResult {
    const forced = this.experiment?.verdict?.forced ?? false;
    return html`<div class="choice">
        ${COUNTERPARTS.map(
          counterpart => html`<button
            class="button"
            data-with=${counterpart}
            ?disabled=${this.disabled || !this.experiment}
            @click=${() => this.want(counterpart)}
          >
            ${comparisonName(counterpart, forced)}
          </button>`,
        )}
      </div>
      ${this.shown ? this.section(this.shown) : nothing}`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The button that closed it is gone: the focus goes back to the one that opened it.
    const before = changed.get('shown');
    if (before && !this.shown && this.closing)
      this.renderRoot.querySelector<HTMLElement>(`[data-with="${before.counterpart}"]`)?.focus();
    if (changed.has('shown')) this.closing = false;
  }

  private closing = false;

  private want(counterpart: Counterpart | null): void {
    this.closing = counterpart === null;
    this.dispatchEvent(new ComparisonWanted(counterpart));
  }

  private section(shown: Shown): TemplateResult {
    const sentence =
      shown.is === 'done'
        ? shown.comparison.sentence
        : shown.is === 'failed'
          ? shown.sentence
          : 'Running both to the end.';
    return html`<section aria-labelledby="title" aria-busy=${shown.is === 'busy'}>
      <header>
        <h2 id="title">Comparison</h2>
        <button class="link small" @click=${() => this.want(null)}>
          ${shown.is === 'busy' ? 'Stop comparing' : 'Close the comparison'}
        </button>
      </header>
      <p class="sentence" role="status" aria-label="What came of it">${sentence}</p>
      ${shown.is === 'done' ? this.told(shown.comparison) : nothing}
    </section>`;
  }

  private told(comparison: Comparison): TemplateResult {
    const { left, right, rows } = comparison;
    const signs = [...new Set(rows.map(({ relation }) => MARKS[relation]))].filter(({ sign }) => sign);
    return html`<div class="sides">${this.side(left)} ${this.side(right)}</div>
      <ol class="rows ${comparison.with}" aria-label="Reasons side by side">
        ${rows.map(row => this.row(comparison, row))}
      </ol>
      <p class="key small quiet" aria-hidden="true">
        ${signs.map(({ sign, word }) => `${sign} ${word}`).join('\u2003')}
      </p>
      <h3 class="looked">Where the answer looked</h3>
      <fg-comparison-bars .comparison=${comparison}></fg-comparison-bars>`;
  }

  private side(side: Side): TemplateResult {
    const here = this.experiment !== null && identity(side.spec) === identity(this.experiment.spec);
    return html`<div class="side">
      <h3>${side.name}</h3>
      <p>${answerSentence(side)}</p>
      <p class="small">
        ${
          here
            ? html`<span class="quiet">On the page now</span>`
            : html`<a class="link" href=${side.hash} aria-label=${`Open this one: ${side.name}`}>Open this one</a>`
        }
      </p>
    </div>`;
  }

  private row(comparison: Comparison, { left, right, relation }: Aligned): TemplateResult {
    const { sign, word } = MARKS[relation];
    const same = relation === 'same';
    const [mine, other] = [shortName(comparison, comparison.left), shortName(comparison, comparison.right)];
    // What both say is read out once.
    return html`<li class="row ${relation}">
      ${this.said('left', same ? 'Both' : mine, left)}
      <span class="mark"
        ><span aria-hidden="true">${sign}</span>${same ? nothing : html`<span class="unseen">${word}</span>`}</span
      >
      ${this.said('right', other, right, same)}
    </li>`;
  }

  private said(
    place: 'left' | 'right',
    whose: string,
    statement: Statement | undefined,
    hidden = false,
  ): TemplateResult {
    if (!statement) return html`<span class="said ${place} absent" aria-hidden="true"></span>`;
    const { shared, own } = statement;
    return html`<span class="said ${place}" aria-hidden=${hidden}
      ><span class="whose">${whose}<span class="unseen">:</span> </span
      ><span>${shared}${own ? html`<b>${own}</b>` : nothing}</span></span
    >`;
  }
}

declare global {
  interface HTMLElementEventMap {
    'comparison-wanted': ComparisonWanted;
  }
  interface HTMLElementTagNameMap {
    'fg-comparison': ComparisonView;
  }
}
