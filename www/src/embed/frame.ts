import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Order } from '../engine/protocol.js';
import { type Claim, readClaim } from '../link/read.js';
import { currentHash, fromRoot } from '../state/address.js';
import { AttentionState } from '../state/attention.js';
import { ComparisonState } from '../state/comparison.js';
import { type Outcome, readOutcome } from '../state/outcome.js';
import { Playground } from '../state/playground.js';
import { type Shown, shownOutput, shownPrompt } from '../state/recorded.js';
import { base } from '../styles/base.js';
import { styleMap } from '../styles/style-map.js';
import { lookSentence } from '../text/attention.js';
import { expectedLetters } from '../text/puzzle.js';
import { differsFrom } from '../text/recording.js';
import type { Alternatives, Forced } from '../views/alternatives.js';
import type { Act } from '../views/controls.js';
import type { Remedy } from '../views/notices.js';
import type { TokenChosen, TokenStrip } from '../views/token-strip.js';
import { frameStyle } from './frame.css.js';
import { chosen } from './host.js';
import '../views/alternatives.js';
import '../views/comparison.js';
import '../views/controls.js';
import '../views/load-status.js';
import '../views/matrix-panel.js';
import '../views/notices.js';
import '../views/outcome-line.js';
import '../views/span-bars.js';
import '../views/token-strip.js';

/** Letters of a scene and of an output, where nothing says how many there will be. */
const EXPECTED_SCENE = 200;
const EXPECTED_OUTPUT = 268;

const NONE: readonly Shown[] = [];
const SANDBOXED =
  'The page around this frame keeps it from running anything. Open this experiment in a page of its own to run it.';
const NOT_RUN = 'Recorded by the link’s author, not yet run here.';

/**
 * The page for frames: what the link's author saw, and below the same buttons the same experiment, once it is run. It draws with
 * the page's own views; the engine is not loaded before it is needed.
 */
@customElement('foregone-frame')
export class ForegoneFrame extends LitElement {
  static override readonly styles = [base, frameStyle];

  @query('fg-alternatives') private alternatives!: Alternatives;
  @query('.output') private outputStrip!: TokenStrip;
  @state() private claim: Claim | null = null;
  @state() private hint = '';
  private playground: Playground | null = null;
  private readonly attention = new AttentionState(
    gaze => this.live.look(gaze),
    () => this.requestUpdate(),
  );
  private readonly comparison = new ComparisonState(
    {
      compare: counterpart => this.live.compare(counterpart),
      stopComparing: () => this.live.stopComparing(),
    },
    () => this.requestUpdate(),
  );
  private prompt = NONE;
  private output = NONE;
  private tokens = NONE;
  private shown = { prompt: NONE, output: NONE };
  private outcome: Outcome | null = null;

  constructor() {
    super();
    this.addEventListener('acted', ({ act }) => void this.act(act));
    this.addEventListener('order-chosen', ({ order }) => void this.reorder(order));
    this.addEventListener('token-chosen', event => void this.choose(event));
    this.addEventListener('forced', event => void this.force(event));
    this.addEventListener('backend-chosen', ({ backend }) => void this.live.setBackend(backend));
    this.addEventListener('comparison-wanted', ({ counterpart }) => void this.comparison.show(counterpart));
    this.addEventListener('load-cancelled', () => this.live.cancelLoading());
    this.addEventListener('remedy-taken', ({ remedy }) => this.mend(remedy));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  /** What the author saw comes first, and the engine when it is asked for: by the press that made this frame, or by one in it. */
  private async begin(): Promise<void> {
    this.claim = await readClaim(currentHash());
    if (chosen.run) await this.start();
  }

  /** The experiment itself, made when it is first asked for: making it starts the engine's worker. */
  private get live(): Playground {
    this.playground ??= new Playground(() => this.requestUpdate());
    return this.playground;
  }

  private async start(): Promise<void> {
    // A frame that its author's page keeps from having an origin can start no worker.
    this.hint = window.origin === 'null' ? SANDBOXED : '';
    if (this.hint) return;
    const { live } = this;
    await live.load();
    // A link with a recording may wait for a press; that press has been made.
    if (live.experiment?.output.length === 0 && !live.problem) await live.run();
    if (chosen.view === 'compare' && live.experiment?.verdict) await this.comparison.show('order');
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const experiment = this.playground?.experiment ?? null;
    // Once the engine has the experiment, it knows whether the link's claim still is about it.
    const claim = experiment ? (this.playground?.claim ?? null) : this.claim;
    const { prompt = NONE, output = NONE } = experiment ?? {};
    if (prompt !== this.prompt) this.attention.clear();
    if (prompt !== this.prompt || output !== this.output) this.tokens = [...prompt, ...output];
    this.prompt = prompt;
    this.output = output;
    this.shown = { prompt: shownPrompt(experiment, claim), output: shownOutput(experiment, claim) };
    if (experiment && !this.shown.output.some(({ recorded }) => recorded)) this.hint = '';
    this.outcome = experiment && readOutcome(experiment);
    this.comparison.follow(experiment);
    if (experiment) this.attention.follow(prompt.length, output, this.outcome?.at ?? null);
  }

  override render(): TemplateResult {
    return html`
      <main aria-label="Foregone experiment">
        <div class="top">
          <h1 class="name">Foregone</h1>
          <a class="link" href=${fromRoot('')}${this.hash()} target="_blank" rel="noopener">Open this experiment</a>
        </div>
        ${this.bar()} ${this.texts()} ${this.looking()}
      </main>
      <fg-alternatives></fg-alternatives>
    `;
  }

  private hash(): string {
    return this.playground?.experiment?.hash ?? currentHash();
  }

  private bar(): TemplateResult {
    const { playground, claim } = this;
    const { experiment = null, running = false, pending = 0, loading = null } = playground ?? {};
    const started = experiment !== null && this.output.length > 0;
    return html`<fg-controls
        order=${experiment?.spec.order ?? claim?.order ?? 'decision_first'}
        ?ready=${!playground || experiment !== null}
        ?running=${running}
        ?busy=${pending > 0}
        ?ended=${!experiment || !!experiment.verdict}
        ?started=${started}
        reduced
      ></fg-controls>
      <p class="state small quiet" role="status" aria-label="Recording">${this.provenance()}</p>
      ${
        loading || playground?.engine
          ? html`<fg-load-status
            .loading=${loading}
            .model=${playground?.model ?? null}
            .engine=${playground?.engine ?? null}
          ></fg-load-status>`
          : nothing
      }
      <fg-notices .problem=${playground?.problem ?? null} notice=${this.hint || (playground?.notice ?? '')}></fg-notices>`;
  }

  /** Whose run it is that stands here. */
  private provenance(): string {
    const { claim } = this;
    const experiment = this.playground?.experiment;
    const cost = document.documentElement.dataset.cost ?? 'some megabytes';
    if (!experiment)
      return claim ? `${NOT_RUN} Running it loads ${cost}.` : `Running it loads ${cost}, once.`;
    const { reproduction } = experiment;
    if (!this.playground?.claim) return this.output.length > 0 ? 'Run here.' : '';
    if (!reproduction) return this.playground.running ? 'Running here.' : NOT_RUN;
    return reproduction.kind === 'same'
      ? 'Run here, and reproduced, token for token.'
      : `Run here: it ${differsFrom(reproduction, 'what the link’s author saw')}`;
  }

  private texts(): TemplateResult {
    const { seen } = this.attention;
    const scene = this.playground?.experiment?.scene;
    const letters = (tokens: readonly { text: string }[]) =>
      tokens.reduce((sum, { text }) => sum + text.length, 0);
    const given = scene?.text.length ?? (letters(this.claim?.prompt ?? NONE) || EXPECTED_SCENE);
    const expected = scene ? expectedLetters(scene) : letters(this.claim?.output ?? NONE) || EXPECTED_OUTPUT;
    const strip = (label: string, tokens: readonly Shown[], placeholder: string) => html`<fg-token-strip
      class=${label.toLowerCase()}
      label=${label}
      placeholder=${placeholder}
      style=${styleMap({ '--given': String(given), '--expected': String(expected) })}
      .tokens=${tokens}
      .weights=${seen?.weights ?? null}
      .from=${seen?.at ?? null}
    ></fg-token-strip>`;
    return html`<h2>What it is given</h2>
      ${strip('Prompt', this.shown.prompt, '')}
      <h2>What it writes</h2>
      ${strip('Output', this.shown.output, this.playground ? '' : 'Press Run.')}
      <fg-outcome .outcome=${this.outcome}></fg-outcome>`;
  }

  /** Below the words: where the model looked, as sums by part of the text, or word by word. */
  private looking(): TemplateResult | typeof nothing {
    const { playground } = this;
    if (!playground?.experiment) return nothing;
    if (chosen.view === 'matrix') {
      return html`<div class="seen">
        <fg-matrix-panel
          open
          .tokens=${this.tokens}
          ?running=${playground.running}
          .ask=${this.askMatrix}
        ></fg-matrix-panel>
      </div>`;
    }
    if (chosen.view === 'compare') {
      return html`<div class="seen">
        <fg-comparison
          .shown=${this.comparison.shown}
          .experiment=${playground.experiment}
          ?disabled=${playground.pending > 0}
        ></fg-comparison>
      </div>`;
    }
    const { seen, gaze } = this.attention;
    const token = seen && this.tokens[seen.at];
    return html`<section class="seen" aria-label="Attention">
      <h2>Attention</h2>
      <p>
        ${
          seen && gaze && token
            ? lookSentence(token.text.trim(), token.forced, gaze, seen)
            : 'Choose a word to see where the model looked.'
        }
      </p>
      <div class="bars">${seen ? html`<fg-span-bars .spans=${seen.spans}></fg-span-bars>` : nothing}</div>
    </section>`;
  }

  private readonly askMatrix = (heads: Parameters<Playground['matrix']>[0]) => this.live.matrix(heads);

  private async act(act: Act): Promise<void> {
    if (!this.playground) {
      await this.start();
      return;
    }
    if (act === 'share') return;
    if (act !== 'stop') this.attention.select(null);
    await this.playground[act]();
  }

  private async reorder(order: Order): Promise<void> {
    if (!this.playground) await this.start();
    await this.playground?.setOrder(order);
  }

  private async choose({ position, button }: TokenChosen): Promise<void> {
    const token = this.tokens[position];
    if (!this.playground?.experiment || !token) {
      this.hint =
        'Press Run first: then you can see where the model looked, and put another word in its mouth.';
      return;
    }
    this.attention.select(position);
    if (position >= this.prompt.length) await this.alternatives.open(token, button);
  }

  private async force({ at, token }: Forced): Promise<void> {
    const refusal = await this.live.force(at, token);
    if (refusal) {
      this.alternatives.refuse(refusal.sentence);
      return;
    }
    this.alternatives.close();
    this.attention.select(null);
    await this.updateComplete;
    await this.outputStrip.focusToken(at);
  }

  private mend(remedy: Remedy): void {
    if (remedy === 'load') void this.live.load();
    else if (remedy === 'default') void this.live.openDefault();
    else this.live.dismiss();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'foregone-frame': ForegoneFrame;
  }
}
