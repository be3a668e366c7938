import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { appStyle } from './app.css.js';
import type { Puzzle, Token } from './engine/protocol.js';
import { onMove } from './state/address.js';
import { AttentionState } from './state/attention.js';
import { isCut } from './state/cut.js';
import { isTouched } from './state/experiment.js';
import { type Outcome, readOutcome } from './state/outcome.js';
import { Playground } from './state/playground.js';
import { copyAddress } from './state/share.js';
import { base } from './styles/base.js';
import { styleMap } from './styles/style-map.js';
import { expectedLetters } from './text/puzzle.js';
import type { Alternatives, Forced } from './views/alternatives.js';
import type { Act } from './views/controls.js';
import type { Remedy } from './views/notices.js';
import type { ScenePanel } from './views/scene-panel.js';
import type { TokenChosen, TokenStrip } from './views/token-strip.js';
import './views/alternatives.js';
import './views/attention-panel.js';
import './views/controls.js';
import './views/cut-choice.js';
import './views/legend.js';
import './views/load-status.js';
import './views/matrix-panel.js';
import './views/notices.js';
import './views/outcome-line.js';
import './views/scene-panel.js';
import './views/theme-switch.js';
import './views/token-strip.js';

/** Letters in the scene and in what the model writes, before there is a scene: room to reserve. */
const EXPECTED_SCENE = 140;
const EXPECTED_OUTPUT = 268;

const NONE: readonly Token[] = [];
const COPIED = 'The link to this experiment is copied.';
const NOT_COPIED = 'The browser did not let the link be copied; here it is.';

/** The page: it holds the experiment and the gaze, hands them to the views, and turns what visitors do into acts. */
@customElement('foregone-app')
export class ForegoneApp extends LitElement {
  static override readonly styles = [base, appStyle];

  @query('fg-alternatives') private alternatives!: Alternatives;
  @query('fg-scene') private scene!: ScenePanel;
  @query('.output') private outputStrip!: TokenStrip;
  private readonly playground = new Playground(() => this.requestUpdate());
  private readonly attention = new AttentionState(
    gaze => this.playground.look(gaze),
    () => this.requestUpdate(),
  );
  private copied: 'yes' | 'no' | null = null;
  private prompt = NONE;
  private output = NONE;
  private tokens = NONE;
  private outcome: Outcome | null = null;

  constructor() {
    super();
    const { playground, attention } = this;
    this.addEventListener('acted', ({ act }) => void this.act(act));
    this.addEventListener('order-chosen', ({ order }) => void playground.setOrder(order));
    this.addEventListener('scene-chosen', ({ task }) => void playground.setTask(task));
    this.addEventListener('cut-chosen', ({ cut }) => void playground.setCut(cut));
    this.addEventListener('scene-made', ({ puzzle }) => void this.make(puzzle));
    this.addEventListener('token-chosen', event => void this.choose(event));
    this.addEventListener('forced', event => void this.force(event));
    this.addEventListener('heads-picked', ({ layer, head }) => attention.pick({ layer, head }));
    this.addEventListener('row-picked', ({ row }) => attention.pick({ row }));
    this.addEventListener('unselected', () => attention.select(null));
    this.addEventListener('backend-chosen', ({ backend }) => void playground.setBackend(backend));
    this.addEventListener('load-cancelled', () => playground.cancelLoading());
    this.addEventListener('remedy-taken', ({ remedy }) => this.mend(remedy));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    onMove(() => void this.playground.openAddress());
    void this.playground.load();
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { experiment } = this.playground;
    const { prompt = NONE, output = NONE } = experiment ?? {};
    if (prompt !== this.prompt) this.attention.clear();
    if (prompt !== this.prompt || output !== this.output) this.tokens = [...prompt, ...output];
    this.prompt = prompt;
    this.output = output;
    this.outcome = experiment && readOutcome(experiment);
    this.attention.follow(prompt.length, output, this.outcome?.at ?? null);
  }

  override render(): TemplateResult {
    const { loading, model, engine, experiment } = this.playground;
    return html`
      <header class="top">
        <span class="name">Foregone</span>
        <fg-load-status .loading=${loading} .model=${model} .engine=${engine}></fg-load-status>
        <fg-theme-switch></fg-theme-switch>
      </header>
      <main>
        <div class="bench">
          <div><slot name="intro"></slot></div>
          <fg-scene .scene=${experiment?.scene ?? null} .task=${experiment?.spec.task ?? null} ?busy=${this.playground.pending > 0}></fg-scene>
          <div class="work">${this.bar()} ${this.texts()}</div>
          ${this.attentionPanel()}
        </div>
        <div class="matrix">${this.matrix()}</div>
      </main>
      <footer class="small quiet">
        The model and everything you do with it stay in this page: nothing is sent anywhere.
      </footer>
      <fg-alternatives></fg-alternatives>
    `;
  }

  private bar(): TemplateResult {
    const { experiment, running, pending, problem, notice } = this.playground;
    const said = this.copied === null ? notice : this.copied === 'yes' ? COPIED : NOT_COPIED;
    return html`<fg-controls
        order=${experiment?.spec.order ?? 'decision_first'}
        ?ready=${experiment !== null}
        ?running=${running}
        ?busy=${pending > 0}
        ?ended=${!!experiment?.verdict}
        ?started=${this.output.length > 0 || (experiment !== null && isTouched(experiment.spec))}
      ></fg-controls>
      <fg-notices
        .problem=${problem}
        notice=${said}
        link=${this.copied === 'no' ? window.location.href : ''}
      ></fg-notices>`;
  }

  private texts(): TemplateResult {
    const { seen } = this.attention;
    const scene = this.playground.experiment?.scene;
    const given = scene?.text.length ?? EXPECTED_SCENE;
    const expected = scene ? expectedLetters(scene) : EXPECTED_OUTPUT;
    const strip = (label: string, tokens: readonly Token[], placeholder: string) => html`<fg-token-strip
      class=${label.toLowerCase()}
      label=${label}
      placeholder=${placeholder}
      style=${styleMap({ '--given': String(given), '--expected': String(expected) })}
      .tokens=${tokens}
      .weights=${seen?.weights ?? null}
      .from=${seen?.at ?? null}
    ></fg-token-strip>`;
    return html`<h2>What it is given</h2>
      ${strip('Prompt', this.prompt, '')}
      <h2>What it writes</h2>
      ${strip('Output', this.output, this.prompt.length > 0 ? 'Nothing yet.' : '')}
      <fg-outcome .outcome=${this.outcome}></fg-outcome>
      <fg-legend></fg-legend>`;
  }

  private attentionPanel(): TemplateResult {
    const { seen, gaze, layer, head, row, selected } = this.attention;
    const spec = this.playground.experiment?.spec;
    return html`<fg-attention
      .seen=${seen}
      .gaze=${gaze}
      .layer=${layer}
      .head=${head}
      .row=${row}
      ?held=${selected !== null}
      .model=${this.playground.model}
      .tokens=${this.tokens}
    >
      <fg-cut
        order=${spec?.order ?? 'decision_first'}
        ?cut=${spec !== undefined && isCut(spec)}
        ?disabled=${spec === undefined}
      ></fg-cut>
    </fg-attention>`;
  }

  private matrix(): TemplateResult {
    const { layer, head } = this.attention;
    return html`<fg-matrix-panel
      .tokens=${this.tokens}
      .layer=${layer}
      .head=${head}
      ?running=${this.playground.running}
      .ask=${this.askMatrix}
    ></fg-matrix-panel>`;
  }

  private readonly askMatrix = (heads: Parameters<Playground['matrix']>[0]) => this.playground.matrix(heads);

  private async act(act: Act): Promise<void> {
    this.copied = null;
    if (act === 'share') {
      this.copied = (await copyAddress()) ? 'yes' : 'no';
      this.requestUpdate();
      return;
    }
    if (act !== 'stop') this.attention.select(null);
    await this.playground[act]();
  }

  private async choose({ position, button }: TokenChosen): Promise<void> {
    this.attention.select(position);
    const token = this.tokens[position];
    if (token && position >= this.prompt.length) await this.alternatives.open(token, button);
  }

  private async force({ at, token }: Forced): Promise<void> {
    this.copied = null;
    const refusal = await this.playground.force(at, token);
    if (refusal) {
      this.alternatives.refuse(refusal.sentence);
      return;
    }
    this.alternatives.close();
    this.attention.select(null);
    await this.updateComplete;
    await this.outputStrip.focusToken(at);
  }

  private async make(puzzle: Puzzle): Promise<void> {
    const refusal = await this.playground.setPuzzle(puzzle);
    if (refusal) this.scene.refuse(refusal.sentence);
  }

  private mend(remedy: Remedy): void {
    if (remedy === 'load') void this.playground.load();
    else if (remedy === 'default') void this.playground.openDefault();
    else this.playground.dismiss();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'foregone-app': ForegoneApp;
  }
}
