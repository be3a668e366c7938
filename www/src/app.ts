import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { appStyle } from './app.css.js';
import type { Puzzle } from './engine/protocol.js';
import { onMove } from './state/address.js';
import { AttentionState } from './state/attention.js';
import { ComparisonState } from './state/comparison.js';
import { isCut } from './state/cut.js';
import { isTouched } from './state/experiment.js';
import { type KeyAct, onKey } from './state/keys.js';
import { type Outcome, readOutcome } from './state/outcome.js';
import { nextTask } from './state/pace.js';
import { Playground } from './state/playground.js';
import { type Shown, shownOutput, shownPrompt } from './state/recorded.js';
import { base } from './styles/base.js';
import { styleMap } from './styles/style-map.js';
import { expectedLetters } from './text/puzzle.js';
import type { Alternatives, Forced } from './views/alternatives.js';
import type { Act, Controls } from './views/controls.js';
import type { KeyboardMap } from './views/keyboard-map.js';
import type { MatrixPanel } from './views/matrix-panel.js';
import type { Remedy } from './views/notices.js';
import type { ScenePanel } from './views/scene-panel.js';
import type { ShareDialog } from './views/share-dialog.js';
import { findSight } from './views/sights.js';
import type { TokenChosen, TokenStrip } from './views/token-strip.js';
import './views/alternatives.js';
import './views/attention-panel.js';
import './views/comparison.js';
import './views/controls.js';
import './views/cut-choice.js';
import './views/keyboard-map.js';
import './views/legend.js';
import './views/load-status.js';
import './views/matrix-panel.js';
import './views/notices.js';
import './views/order-figure.js';
import './views/outcome-line.js';
import './views/presets.js';
import './views/recording.js';
import './views/scene-panel.js';
import './views/share-dialog.js';
import './views/term.js';
import './views/theme-switch.js';
import './views/token-strip.js';
import './views/tour.js';

/** Letters in the scene and in what the model writes, before there is a scene: room to reserve. */
const EXPECTED_SCENE = 140;
const EXPECTED_OUTPUT = 268;

const NONE: readonly Shown[] = [];
const RUN_FIRST = 'These words are only recorded yet. Run it here first; then you can look and force.';

/** The page: it holds the experiment and the gaze, hands them to the views, and turns what visitors do into acts. */
@customElement('foregone-app')
export class ForegoneApp extends LitElement {
  static override readonly styles = [base, appStyle];

  @query('fg-alternatives') private alternatives!: Alternatives;
  @query('fg-controls') private controls!: Controls;
  @query('fg-keyboard-map') private keyboard!: KeyboardMap;
  @query('fg-matrix-panel') private matrixPanel!: MatrixPanel | null;
  @query('fg-share') private shareDialog!: ShareDialog;
  @query('fg-scene') private scene!: ScenePanel;
  @query('.output') private outputStrip!: TokenStrip;
  private readonly playground = new Playground(() => this.requestUpdate());
  private readonly attention = new AttentionState(
    gaze => this.playground.look(gaze),
    () => this.requestUpdate(),
  );
  private readonly comparison = new ComparisonState(this.playground, () => this.requestUpdate());
  /** Whether what lies below the text, or waits for a press, is on the page too: the first picture does without. */
  @state() private whole = false;
  private prompt = NONE;
  private output = NONE;
  private tokens = NONE;
  private shown = { prompt: NONE, output: NONE };
  private outcome: Outcome | null = null;
  private hint = '';

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
    this.addEventListener('preset-chosen', ({ hash }) => void playground.openPreset(hash));
    this.addEventListener('comparison-wanted', ({ counterpart }) => void this.comparison.show(counterpart));
    this.addEventListener('load-cancelled', () => playground.cancelLoading());
    this.addEventListener('remedy-taken', ({ remedy }) => this.mend(remedy));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    onKey(act => this.pressKey(act));
    onMove(() => void this.playground.openAddress());
    // Once the engine starts, it takes the processor from whatever draws: the first picture goes before.
    void this.playground.load(this.draw());
  }

  /** The first picture, and then the rest of the page. */
  private async draw(): Promise<void> {
    await this.updateComplete;
    await nextTask();
    this.whole = true;
    await nextTask();
  }

  /** The first picture is a task of its own: what the browser does between is what a press waits for. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { experiment, claim } = this.playground;
    const { prompt = NONE, output = NONE } = experiment ?? {};
    if (prompt !== this.prompt) this.attention.clear();
    if (prompt !== this.prompt || output !== this.output) this.tokens = [...prompt, ...output];
    this.prompt = prompt;
    this.output = output;
    this.shown = { prompt: shownPrompt(experiment, claim), output: shownOutput(experiment, claim) };
    if (!this.shown.output.some(({ recorded }) => recorded)) this.hint = '';
    this.outcome = experiment && readOutcome(experiment);
    this.comparison.follow(experiment);
    this.attention.follow(prompt.length, output, this.outcome?.at ?? null);
  }

  override render(): TemplateResult {
    const { loading, model, engine, experiment } = this.playground;
    return html`
      <header class="top">
        <span class="name">Foregone</span>
        <fg-load-status .loading=${loading} .model=${model} .engine=${engine}></fg-load-status>
        <fg-keyboard-map></fg-keyboard-map>
        <fg-theme-switch></fg-theme-switch>
      </header>
      <main>
        <div class="bench">
          <div>
            <slot name="intro"></slot>
            <fg-tour .experiment=${experiment} .outcome=${this.outcome} .find=${this.findSight}></fg-tour>
            <fg-presets .current=${experiment?.hash ?? null}></fg-presets>
          </div>
          <fg-scene .scene=${experiment?.scene ?? null} .task=${experiment?.spec.task ?? null} ?busy=${this.playground.pending > 0}></fg-scene>
          <div class="work">${this.bar()} ${this.texts()} ${this.whole ? this.below() : nothing}</div>
          ${this.whole ? this.attentionPanel() : nothing}
        </div>
        <div class="matrix">${this.whole ? this.matrix() : nothing}</div>
      </main>
      <footer class="small quiet">
        The model and everything you do with it stay in this page: nothing is sent anywhere.
      </footer>
      <p class="printed small">${window.location.href}</p>
      <fg-alternatives></fg-alternatives>
      <fg-share></fg-share>
    `;
  }

  private bar(): TemplateResult {
    const { experiment, running, pending, problem, notice, claim } = this.playground;
    return html`<fg-controls
        order=${experiment?.spec.order ?? claim?.order ?? 'decision_first'}
        ?ready=${experiment !== null}
        ?early=${claim !== null}
        ?running=${running}
        ?busy=${pending > 0}
        ?ended=${!!experiment?.verdict}
        ?started=${this.output.length > 0 || (experiment !== null && isTouched(experiment.spec))}
      ></fg-controls>
      <fg-order-figure
        order=${experiment?.spec.order ?? 'decision_first'}
        ?cut=${experiment !== null && isCut(experiment.spec)}
      ></fg-order-figure>
      <fg-notices .problem=${problem} notice=${this.hint || notice}></fg-notices>`;
  }

  private texts(): TemplateResult {
    const { seen } = this.attention;
    const scene = this.playground.experiment?.scene;
    const given = scene?.text.length ?? EXPECTED_SCENE;
    const expected = scene ? expectedLetters(scene) : EXPECTED_OUTPUT;
    const strip = (label: string, tokens: readonly Shown[], placeholder: string) => html`<fg-token-strip
      class=${label.toLowerCase()}
      label=${label}
      placeholder=${placeholder}
      style=${styleMap({ '--given': String(given), '--expected': String(expected) })}
      .tokens=${tokens}
      .weights=${seen?.weights ?? null}
      .from=${seen?.at ?? null}
      .answer=${this.outcome?.at ?? null}
    ></fg-token-strip>`;
    return html`<h2>What it is given</h2>
      <p class="hint small quiet">As the model takes it, <fg-term of="token">token</fg-term> by token.</p>
      ${strip('Prompt', this.shown.prompt, '')}
      <h2>What it writes</h2>
      <p class="hint small quiet">Press a word to put another in its place. A forced answer gets reasons as fluent as any.</p>
      ${this.recording()}
      ${strip('Output', this.shown.output, this.prompt.length > 0 ? 'Nothing yet.' : '')}
      <fg-outcome .outcome=${this.outcome}></fg-outcome>`;
  }

  private recording(): TemplateResult {
    const { claim, experiment, running, isClaimed } = this.playground;
    const words = (tokens: readonly { text: string }[]) => tokens.map(({ text }) => text);
    return html`<fg-recording
      ?claimed=${isClaimed}
      ?running=${running}
      ?ready=${experiment !== null && this.playground.pending === 0}
      .reproduction=${experiment?.reproduction ?? null}
      .told=${claim && experiment ? { claimed: words(claim.output), own: words(experiment.output) } : null}
    ></fg-recording>`;
  }

  private attentionPanel(): TemplateResult {
    const { seen, gaze, layer, head, row, selected } = this.attention;
    return html`<fg-attention
      .seen=${seen}
      .gaze=${gaze}
      .layer=${layer}
      .head=${head}
      .row=${row}
      ?held=${selected !== null}
      ?running=${this.playground.running}
      .model=${this.playground.model}
      .tokens=${this.tokens}
    ></fg-attention>`;
  }

  /** What belongs to the words and stands below them: how to read them, what to hold them against, how to test them. */
  private below(): TemplateResult {
    const { experiment, pending } = this.playground;
    const spec = experiment?.spec;
    return html`<fg-legend></fg-legend>
      <fg-comparison
        .shown=${this.comparison.shown}
        .experiment=${experiment}
        ?disabled=${pending > 0}
      ></fg-comparison>
      <fg-cut
        order=${spec?.order ?? 'decision_first'}
        ?cut=${spec !== undefined && isCut(spec)}
        ?disabled=${spec === undefined}
      ></fg-cut>`;
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
    this.hint = '';
    if (act === 'share') return this.share();
    if (act !== 'stop') this.attention.select(null);
    await this.playground[act]();
  }

  private async share(): Promise<void> {
    const { experiment, model, engine } = this.playground;
    if (!experiment) return;
    const { seen, gaze } = this.attention;
    const { tokens, outcome } = this;
    await this.shareDialog.open({
      ...{ experiment, outcome, tokens, seen, gaze, model, engine },
      link: window.location.href,
    });
  }

  private pressKey(act: KeyAct): void {
    if (act === 'map') this.keyboard.open();
    else if (act === 'order') this.controls.flip();
    else if (act === 'matrix') this.matrixPanel?.toggle();
    else if (act === 'force') void this.openForce();
    else this.controls.press(act === 'run' && this.playground.running ? 'stop' : act);
  }

  /** The alternatives of the word that is chosen, or of the answer, or of the newest. */
  private async openForce(): Promise<void> {
    const { at } = this.attention;
    const position = at !== null && at >= this.prompt.length ? at : (this.outcome?.at ?? null);
    const token = position === null ? undefined : this.tokens[position];
    const button = position === null ? null : this.outputStrip.buttonAt(position);
    if (token && button) await this.alternatives.open(token, button);
  }

  private readonly findSight = (sight: Parameters<typeof findSight>[1]) => findSight(this.renderRoot, sight);

  private async choose({ position, button }: TokenChosen): Promise<void> {
    const token = this.tokens[position];
    this.hint = token ? '' : RUN_FIRST;
    this.requestUpdate();
    if (!token) return;
    this.attention.select(position);
    if (position >= this.prompt.length) await this.alternatives.open(token, button);
  }

  private async force({ at, token }: Forced): Promise<void> {
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
