import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CutReport, Order } from '../engine/protocol.js';
import type { CutProgress } from '../state/cut.js';
import { base } from '../styles/base.js';
import { bandSentence, COMPARED, PARTS, plain, setting, shortRows, signed } from '../text/cut.js';
import { percent } from '../text/format.js';
import { axisOf, bandStyle, drawBand } from './cut-band.js';
import { cutPanelStyle } from './cut-panel.css.js';
import './term.js';

type OfReasons = Extract<CutReport, { direction: 'answer_to_reasons' }>;
type OfAnswer = Extract<CutReport, { direction: 'reasons_to_answer' }>;

/** The visitor wants the cut measured, or no more of it. */
export class CutAsked extends Event {
  constructor(readonly measure: boolean) {
    super('cut-asked', { bubbles: true, composed: true });
  }
}

/** The test that a picture of attention calls for: the connection between answer and reasons is cut, and held against random cuts. */
@customElement('fg-cut')
export class CutPanel extends LitElement {
  static override readonly styles = [base, bandStyle, cutPanelStyle];

  /** The first run's order. */
  @property() order: Order = 'decision_first';
  @property({ attribute: false }) progress: CutProgress | null = null;
  @property({ attribute: false }) report: CutReport | null = null;
  @property() problem = '';
  @property({ type: Boolean }) ready = false;

  override render(): TemplateResult {
    const { progress, report } = this;
    return html`<section aria-labelledby="title" aria-busy=${progress !== null}>
      <h2 id="title">The cut, measured</h2>
      <p class="intro small quiet">
        A picture of <fg-term of="attention">attention</fg-term> is no test. A <fg-term of="cut">cut</fg-term> is: in the first run, the
        connection between answer and reasons is taken away. ${COMPARED[this.order]} Twenty random cuts of the same size say what cutting so much does anyway.
      </p>
      <div class="do">
        ${
          progress
            ? html`<progress aria-label="Measuring the cut" .value=${progress.done} max=${progress.total || 1}></progress>
              <button class="button" @click=${() => this.ask(false)}>Stop measuring</button>`
            : html`<button class="button" ?disabled=${!this.ready} @click=${() => this.ask(true)}>Measure the cut</button>`
        }
      </div>
      <div role="status" aria-label="What the cut shows">
        ${report ? html`<p class="sentence">${report.sentence}</p>` : this.problem}
      </div>
      ${report ? this.told(report) : nothing}
    </section>`;
  }

  private ask(measure: boolean): void {
    this.dispatchEvent(new CutAsked(measure));
  }

  private told(report: CutReport): TemplateResult {
    const held = setting(report);
    return html`${report.direction === 'answer_to_reasons' ? this.ofReasons(report) : this.ofAnswer(report)}
    ${held ? html`<p class="small quiet">${held}</p>` : nothing}`;
  }

  /** What the answer does to the reasons: the 2×2, the control, the three texts. */
  private ofReasons(report: OfReasons): TemplateResult {
    const { likelihood: logs, gap, gap_cut, gaps_random, texts, setting: held } = report;
    const [own, opposite] = held.words;
    const row = (name: string, there: number, cut: number) => html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${plain(there)}</td>
      <td class="number">${plain(cut)}</td>
    </tr>`;
    return html`<div class="numbers">
        <div class="scroll" tabindex="0" role="group" aria-label="Scrolling table"><table>
          <caption>
            How likely its own reasons are, as the logarithm of their probability
          </caption>
          <thead>
            <tr>
              <th scope="col">The reasons for “${own}”</th>
              <th scope="col" class="number">Connected</th>
              <th scope="col" class="number">Cut</th>
            </tr>
          </thead>
          <tbody>
            ${row(`after “${own}”, its own answer`, logs.own, logs.own_cut)}
            ${row(`after “${opposite}”`, logs.opposite, logs.opposite_cut)}
          </tbody>
          <tfoot>
            ${row('the answer’s part (ΔL)', gap, gap_cut)}
          </tfoot>
        </table></div>
        <div>
          <p class="small">${report.share_sentence}</p>
          ${drawBand(
            gaps_random,
            [
              { value: gap, name: 'connected', full: false },
              { value: gap_cut, name: 'cut', full: true },
            ],
            axisOf([...gaps_random, gap, gap_cut]),
            `ΔL: ${plain(gap)} connected, ${plain(gap_cut)} cut`,
          )}
          <p class="small quiet">
            ΔL with the connection (ring), with it cut (dot), and under random cuts (band).
            ${shortRows(report.short_rows)}
          </p>
        </div>
      </div>
      <div class="texts">
        ${this.text(`After “${own}”, its own answer`, texts.own.text)}
        ${this.text(`After “${opposite}”`, texts.opposite.text)}
        ${this.text('Without sight of the answer', texts.blind.text, 'One text for both answers: what it can’t see makes no difference.')}
      </div>`;
  }

  private text(name: string, words: string, note = ''): TemplateResult {
    return html`<div>
      <h3>${name}</h3>
      <p class="words">${words.replace(/^: /, '')}</p>
      ${note ? html`<p class="small quiet">${note}</p>` : nothing}
    </div>`;
  }

  /** What the reasons do to the answer: each part cut, beside nothing cut, with its control. */
  private ofAnswer({ whole, cuts, setting: { words, own } }: OfAnswer): TemplateResult {
    const word = (answer: 'yes' | 'no') => words[answer === own ? 0 : 1];
    const axis = axisOf([
      whole.log_odds,
      ...cuts.flatMap(({ cut, control }) => [cut.log_odds, ...control.values]),
    ]);
    const cells = ({ answer, yes, no, log_odds }: OfAnswer['whole']) => html`<td>“${word(answer)}”</td>
      <td class="number">${percent(Math.exp(answer === 'yes' ? yes : no), 1)}</td>
      <td class="number">${signed(log_odds)}</td>`;
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Scrolling table">
        <table class="parts">
          <caption>
            Which answer is likelier; the log-odds are of “${word('yes')}” over “${word('no')}”
          </caption>
          <thead>
            <tr>
              <th scope="col">Condition</th>
              <th scope="col">Answer</th>
              <th scope="col" class="number">Likely</th>
              <th scope="col" class="number">Log-odds</th>
              <th scope="col">Nothing cut (ring), cut (dot), random cuts (band)</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Nothing cut</th>
              ${cells(whole)}
              <td></td>
            </tr>
            ${cuts.map(
              ({ part, cut, control }) => html`<tr>
                <th scope="row">${PARTS[part]}</th>
                ${cells(cut)}
                <td class="drawn">
                  ${drawBand(
                    control.values,
                    [
                      { value: whole.log_odds, name: 'nothing cut', full: false },
                      { value: cut.log_odds, name: 'cut', full: true },
                    ],
                    axis,
                    bandSentence(control, signed),
                  )}
                  <span class="small quiet">${bandSentence(control, signed)}</span>
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <ul>
        ${cuts.map(({ sentence, short_rows }) => html`<li>${sentence} <span class="quiet small">${shortRows(short_rows)}</span></li>`)}
      </ul>`;
  }
}

declare global {
  interface HTMLElementEventMap {
    'cut-asked': CutAsked;
  }
  interface HTMLElementTagNameMap {
    'fg-cut': CutPanel;
  }
}
