import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { fromRoot } from '../state/address.js';
import type { ShownRun } from '../state/shown.js';
import { Workbench } from '../state/workbench.js';
import { base } from '../styles/base.js';
import { conflictingWords } from '../text/conflicts.js';
import { differsFrom } from '../text/recording.js';
import { type Kind, PICK_A_WORD } from '../text/stage.js';
import type { Alternatives, Forced } from '../views/alternatives.js';
import type { Act } from '../views/controls.js';
import type { RecoveryAction } from '../views/notices.js';
import type { RunView } from '../views/run.js';
import type { TokenChosen } from '../views/token-strip.js';
import { frameStyle } from './frame.css.js';
import { chosen } from './host.js';
import '../views/alternatives.js';
import '../views/controls.js';
import '../views/differs.js';
import '../views/load-status.js';
import '../views/notices.js';
import '../views/order-choice.js';
import '../views/point.js';
import '../views/run.js';

const SANDBOXED =
  'The page around this frame keeps it from running anything. Open this experiment in a page of its own to run it.';
const RUN_FIRST =
  'Press Run first: then you can see where the model looked, and put another word in its mouth.';
const THEIRS = 'Recorded by the link’s author, not yet run here.';
const OURS = 'Recorded, not yet run here.';

/**
 * The page for frames: both runs as the link's author saw them, and below the same buttons the same contrast, once it is run. It draws
 * with the page's own views; the engine is not loaded before a press, in this frame or on the poster that made it, asks for it.
 */
@customElement('foregone-frame')
export class ForegoneFrame extends LitElement {
  static override readonly styles = [base, frameStyle];

  @query('fg-alternatives') private alternatives!: Alternatives;
  @state() private hint = '';
  /** Whether the one view of this frame is there to be drawn. */
  @state() private hasView = false;
  /** A frame that its author's page keeps from having an origin can start no worker. */
  private readonly isSandboxed = window.origin === 'null';
  private readonly bench = new Workbench(this, { eager: chosen.run && !this.isSandboxed });

  constructor() {
    super();
    const { bench } = this;
    this.addEventListener('acted', ({ act }) => this.act(act));
    this.addEventListener('order-chosen', ({ order }) => this.live(() => bench.setOrder(order)));
    this.addEventListener('difference-chosen', ({ difference }) => this.differ(difference));
    this.addEventListener('token-chosen', event => void this.choose(event));
    this.addEventListener('forced', event => void this.force(event));
    this.addEventListener('backend-chosen', ({ backend }) => void bench.setBackend(backend));
    this.addEventListener('heads-picked', ({ layer, head }) => bench.attention.pick({ layer, head }));
    this.addEventListener('row-picked', ({ row }) => bench.attention.pick({ row }));
    this.addEventListener('unselected', () => bench.attention.select(bench.attention.run, null));
    this.addEventListener('cut-asked', ({ measure }) =>
      measure ? void bench.measureCut() : bench.stopCut(),
    );
    this.addEventListener('load-cancelled', () => bench.cancelLoading());
    this.addEventListener('recovery-chosen', ({ action }) => this.recover(action));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (chosen.run && this.isSandboxed) this.hint = SANDBOXED;
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.bench.stage && !this.hasView && chosen.view) void this.loadView();
    if (this.hint === RUN_FIRST && this.isRun) this.hint = '';
  }

  /** What is recorded is in the first picture: nothing moves to make room for it. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await this.bench.previewed;
    super.scheduleUpdate();
  }

  override render(): TemplateResult {
    const { bench } = this;
    const hash = bench.shown?.hash ?? window.location.hash;
    return html`
      <main aria-label="Foregone experiment">
        <div class="top">
          <h1 class="name">Foregone</h1>
          <a class="link" href=${fromRoot('')}${hash} target="_blank" rel="noopener">Open this experiment</a>
        </div>
        ${this.asked()} ${this.stage()} ${this.looking()}
      </main>
      <fg-alternatives .words=${this.bench.model?.words ?? []}></fg-alternatives>
    `;
  }

  private asked(): TemplateResult | typeof nothing {
    const scene = this.bench.shown?.runs[0]?.scene ?? this.bench.chapter?.scene;
    return scene ? html`<p class="asked">${scene.text} <strong>${scene.question}</strong></p>` : nothing;
  }

  private stage(): TemplateResult {
    const { shown, stage, running, pending, loading, engine, model, problem, notice } = this.bench;
    const runs = shown?.runs ?? [];
    const conflicts = conflictingWords(runs);
    const order = runs[0]?.order ?? 'decision_first';
    const ready = !this.isSandboxed && !loading;
    const isOver = stage?.awaits === null && stage.runs.every(({ end }) => end?.over);
    return html`<div class=${runs.length > 1 ? 'stage' : 'stage single'}>
      <div class="choices">
        <fg-differs kind=${shown?.differs ?? 'nothing'} order=${order} ?ready=${ready} ?busy=${pending > 0}></fg-differs>
        <fg-order order=${order} ?ready=${ready} ?busy=${pending > 0}></fg-order>
      </div>
      ${runs.length > 0 ? runs.map(run => this.run(run, conflicts[run.index])) : html`<p class="waiting quiet">Nothing is recorded in this link.</p>`}
      <fg-point point=${shown?.point ?? ''} meanwhile=${running ? 'The model is writing …' : ''}></fg-point>
      <div class="driven">
        <fg-controls
          ?ready=${!loading}
          ?running=${running}
          ?busy=${pending > 0}
          ?ended=${stage !== null && isOver}
          ?started=${stage?.runs.some(({ output }) => output.length > 0) ?? false}
          reduced
        ></fg-controls>
        <fg-notices .problem=${problem} notice=${this.hint || notice} recording=${this.provenance()}></fg-notices>
        ${
          loading || engine
            ? html`<fg-load-status .loading=${loading} .model=${model} .engine=${engine}></fg-load-status>`
            : nothing
        }
      </div>
    </div>`;
  }

  private run(run: ShownRun, conflicts: ReadonlySet<number> = run.conflicts): TemplateResult {
    const { seen, gaze } = this.bench.attention;
    const looked = seen !== null && gaze?.run === run.index;
    return html`<fg-run
      index=${run.index}
      placeholder=${this.bench.stage ? '' : 'Not recorded in this link.'}
      .run=${run}
      .conflicts=${conflicts}
      .seen=${looked ? seen : null}
      .from=${looked ? seen.at : null}
    ></fg-run>`;
  }

  /** Whether something has been written here. */
  private get isRun(): boolean {
    return this.bench.stage?.runs.some(({ output }) => output.length > 0) ?? false;
  }

  /** Whose runs they are that stand here. */
  private provenance(): string {
    const { stage, shown, running, origin } = this.bench;
    const recorded = origin === 'link' ? THEIRS : OURS;
    const cost = document.documentElement.dataset.cost ?? 'some megabytes';
    if (!stage) return shown ? `${recorded} Running it loads ${cost}.` : `Running it loads ${cost}, once.`;
    if (running) return 'Running here.';
    if (!this.isRun) return shown?.runs.some(run => run.recorded) ? recorded : '';
    const reproductions = (shown?.runs ?? []).flatMap(({ reproduction }) => reproduction ?? []);
    const differs = reproductions.find(({ kind }) => kind === 'differs');
    if (differs?.kind === 'differs')
      return `Run here: it ${differsFrom(differs, 'what the link’s author saw')}`;
    return reproductions.length > 0 ? 'Run here, and reproduced, token for token.' : 'Run here.';
  }

  /** Below the runs: the view that the frame's author chose. */
  private looking(): TemplateResult | typeof nothing {
    const { bench } = this;
    if (!bench.stage || !chosen.view || !this.hasView) return nothing;
    return html`<div class="seen">${chosen.view.draw(bench)}</div>`;
  }

  private async loadView(): Promise<void> {
    await chosen.view?.load();
    this.hasView = true;
  }

  /** Does what takes the engine, unless this frame can have none. */
  private live(act: () => Promise<unknown>): void {
    this.hint = this.isSandboxed ? SANDBOXED : '';
    if (!this.isSandboxed) void act();
  }

  private act(act: Act): void {
    const { bench } = this;
    if (act === 'watch') return;
    if (act !== 'stop') bench.attention.select(bench.attention.run, null);
    this.live(() => bench[act]());
  }

  private differ(kind: Kind): void {
    if (kind === 'word') {
      this.hint = PICK_A_WORD;
      this.requestUpdate();
      return;
    }
    const wish = kind === 'cut' ? ({ kind, layers: 'all', heads: 'all' } as const) : { kind };
    this.live(() => this.bench.differ(wish));
  }

  private async choose({ run, position, button }: TokenChosen): Promise<void> {
    const there = this.bench.shown?.runs[run];
    const token = there && [...there.prompt, ...there.output].find(one => one.position === position);
    if (!there || !token) return;
    if (token.recorded || !this.bench.stage) {
      this.hint = this.isSandboxed ? SANDBOXED : RUN_FIRST;
      return;
    }
    this.bench.attention.select(run, position);
    if (position >= there.prompt.length) await this.alternatives.open(run, token, button);
  }

  private async force({ run, at, token }: Forced): Promise<void> {
    const refusal = await this.bench.force(run, at, token);
    if (refusal) {
      this.alternatives.refuse(refusal.sentence);
      return;
    }
    this.alternatives.close();
    this.hint = '';
    await this.updateComplete;
    const views = [...this.renderRoot.querySelectorAll<RunView>('fg-run')];
    await views.at(-1)?.written?.focusToken(at);
  }

  private recover(action: RecoveryAction): void {
    const { bench } = this;
    if (action === 'load') void bench.load();
    else if (action === 'default') void bench.openDefault();
    else bench.dismiss();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'foregone-frame': ForegoneFrame;
  }
}
