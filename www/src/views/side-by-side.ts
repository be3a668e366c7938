import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Aligned, Comparison, Side, Statement } from '../engine/protocol.js';
import { base } from '../styles/base.js';
import { answerSentence, MARKS } from '../text/comparison.js';
import { sideBySideStyle } from './side-by-side.css.js';
import './side-bars.js';

/** What the two runs state, those about the same thing side by side, and where each looked for its answer. */
@customElement('fg-side-by-side')
export class SideBySide extends LitElement {
  static override readonly styles = [base, sideBySideStyle];

  @property({ attribute: false }) comparison: Comparison | null = null;
  /** What the runs are called. */
  @property({ attribute: false }) names: readonly string[] = [];
  /** What stands there while there is nothing to compare. */
  @property() empty = '';

  override render(): TemplateResult {
    const { comparison } = this;
    return html`<section aria-labelledby="title">
      <h2 id="title">Side by side</h2>
      ${comparison ? this.told(comparison) : html`<p class="quiet">${this.empty}</p>`}
    </section>`;
  }

  private told(comparison: Comparison): TemplateResult {
    const { left, right, rows } = comparison;
    const signs = [...new Set(rows.map(({ relation }) => MARKS[relation]))].filter(({ sign }) => sign);
    // A forced answer was not chosen by looking, and stands where the other's does: there is nothing to hold side by side.
    const looked = !left.verdict.forced && !right.verdict.forced;
    return html`<p class="sentence">${comparison.sentence}</p>
      <div class="sides">${this.side(left, 0)} ${this.side(right, 1)}</div>
      <ol class="rows" aria-label="Reasons side by side">
        ${rows.map(row => this.row(row))}
      </ol>
      <p class="key small quiet" aria-hidden="true">
        ${signs.map(({ sign, word }) => `${sign} ${word}`).join('\u2003')}
      </p>
      ${
        looked
          ? html`<h3 class="looked">Where each answer looked</h3>
            <fg-side-bars .comparison=${comparison} .names=${this.names}></fg-side-bars>`
          : nothing
      }`;
  }

  private side(side: Side, index: number): TemplateResult {
    return html`<div class="side">
      <h3>${this.names[index]}</h3>
      <p>${answerSentence(side)}</p>
    </div>`;
  }

  private row({ left, right, relation }: Aligned): TemplateResult {
    const { sign, word } = MARKS[relation];
    const same = relation === 'same';
    // What both say is read out once.
    return html`<li class="row ${relation}">
      ${this.said('left', same ? 'Both' : 'First', left)}
      <span class="mark"
        ><span aria-hidden="true">${sign}</span>${same ? nothing : html`<span class="unseen">${word}</span>`}</span
      >
      ${this.said('right', 'Second', right, same)}
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
  interface HTMLElementTagNameMap {
    'fg-side-by-side': SideBySide;
  }
}
