import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { appStyle } from './app.css.js';
import type { Gaze, Puzzle, Task } from './engine/protocol.js';
import { CHAPTERS } from './state/chapters.js';
import { onKey } from './state/keys.js';
import { Workbench } from './state/workbench.js';
import { base } from './styles/base.js';
import { type Next, nextOf, Tried } from './text/next.js';
import { anySeed, seeded } from './text/scenes.js';
import { type Kind, NOT_YET, PICK_A_WORD, RUN_FIRST } from './text/stage.js';
import type { Alternatives, Forced } from './views/alternatives.js';
import { type Act, type Controls, isAct, type Sought } from './views/controls.js';
import type { KeyboardMap } from './views/keyboard-map.js';
import { nextTask } from './views/next-task.js';
import type { RecoveryAction } from './views/notices.js';
import type { OrderChoice } from './views/order-choice.js';
import type { QuestionView } from './views/question.js';
import { VIEWS } from './views/registry.js';
import type { RunView } from './views/run.js';
import type { ShareDialog } from './views/share-dialog.js';
import { drawStage, isRecorded, isWritten } from './views/stage.js';
import type { TokenChosen } from './views/token-strip.js';
import './views/chapters-nav.js';
import './views/load-status.js';
import './views/question.js';
import './views/theme-switch.js';

/** Tasks that the first picture waits for what is recorded. */
const MOST_WAITED = 12;

/** The page: it draws what the workbench holds, and turns what visitors do into what they ask of it. */
@customElement('foregone-app')
export class ForegoneApp extends LitElement {
  static override readonly styles = [base, appStyle];

  @query('fg-alternatives') private alternatives!: Alternatives;
  @query('fg-controls') private controls!: Controls;
  @query('fg-order') private order!: OrderChoice;
  @query('fg-keyboard-map') private keyboard!: KeyboardMap | null;
  @query('fg-share') private shareDialog!: ShareDialog;
  @query('fg-question') private question!: QuestionView;
  private readonly bench = new Workbench(this);
  /** Whether what lies below the runs, or waits for a press, is on the page too: the first picture does without. */
  @state() private whole = false;
  @state() private view = VIEWS[0]?.id ?? '';
  @state() private hint = '';
  /** Whether another word is to be chosen, and none has been yet. */
  @state() private picking = false;
  /** What the second run has differed in, on the question that is asked now. */
  private readonly tried = new Tried();
  /** What the link that is open wants looked at. */
  private look: Gaze | undefined;

  constructor() {
    super();
    const { bench } = this;
    this.addEventListener('acted', ({ act }) => void this.act(act));
    this.addEventListener('next-chosen', ({ next }) => this.goOn(next));
    this.addEventListener('chapter-chosen', ({ id }) => this.leaveFor(() => bench.openChapter(id)));
    this.addEventListener('difference-chosen', ({ difference }) => this.differ(difference));
    this.addEventListener('order-chosen', ({ order }) => this.leaveFor(() => bench.setOrder(order)));
    this.addEventListener('scene-chosen', ({ task }) => this.leaveFor(() => bench.setTask(task)));
    this.addEventListener('scene-made', ({ puzzle }) => void this.make(puzzle));
    this.addEventListener('token-chosen', event => void this.choose(event));
    this.addEventListener('forced', event => void this.force(event));
    this.addEventListener('heads-picked', ({ layer, head }) => bench.attention.pick({ layer, head }));
    this.addEventListener('row-picked', ({ row }) => bench.attention.pick({ row }));
    this.addEventListener('unselected', () => bench.attention.select(bench.attention.run, null));
    this.addEventListener('sought', ({ to }) => this.seek(to));
    this.addEventListener('pace-chosen', ({ delay }) => {
      bench.playback.delay = delay;
    });
    this.addEventListener('view-chosen', ({ view }) => {
      this.view = view;
    });
    this.addEventListener('cut-asked', ({ measure }) =>
      measure ? void bench.measureCut() : bench.stopCut(),
    );
    this.addEventListener('backend-chosen', ({ backend }) => void bench.setBackend(backend));
    this.addEventListener('load-cancelled', () => bench.cancelLoading());
    this.addEventListener('recovery-chosen', ({ action }) => this.recover(action));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    onKey(command => this.pressKey(command), VIEWS);
    // Once the engine starts, it takes the processor from whatever draws: the first picture goes before.
    void this.bench.load(this.draw());
  }

  /** The first picture, and then the rest of the page. */
  private async draw(): Promise<void> {
    await this.updateComplete;
    await nextTask();
    await import('./below.js');
    await nextTask();
    this.whole = true;
    await nextTask();
  }

  /**
   * The first picture is a task of its own: what the browser does between is what a press waits for. It waits for what the address
   * has recorded, so that nothing has to move when that comes; where there is nothing recorded, not for long.
   */
  protected override async scheduleUpdate(): Promise<void> {
    for (let tasks = this.hasUpdated ? 0 : MOST_WAITED; tasks > 0; tasks -= 1) {
      await nextTask();
      if (this.bench.shown) break;
    }
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { shown } = this.bench;
    if (!shown) return;
    this.tried.follow(shown.runs[0]?.scene, shown.differs);
    const { look } = this.bench.stage?.contrast ?? {};
    if (look !== this.look) {
      this.look = look;
      this.view = VIEWS.find(({ id }) => id === look?.view)?.id ?? this.view;
    }
    if (!isRecorded(this.bench) && (this.hint === RUN_FIRST || this.hint === NOT_YET)) this.hint = '';
  }

  override render(): TemplateResult {
    const { bench } = this;
    return html`
      <header>
        <span class="name">Foregone</span>
        <slot name="intro"></slot>
        <fg-chapters .current=${bench.chapter}></fg-chapters>
        <button class="button share" ?disabled=${!bench.stage} @click=${this.share}>Share</button>
      </header>
      <main>
        <fg-question
          .scene=${bench.shown?.runs[0]?.scene ?? bench.chapter?.scene ?? null}
          .task=${this.task}
          .check=${this.check}
          ?busy=${bench.pending > 0}
        ></fg-question>
        ${drawStage(this.bench, { picking: this.picking, hint: this.hint, whole: this.whole, next: this.next() })}
        ${this.whole ? html`<fg-views .bench=${bench} open=${this.view}></fg-views>` : html`<div class="views"></div>`}
      </main>
      <footer>
        <div class="tools">
          <fg-load-status .loading=${bench.loading} .model=${bench.model} .engine=${bench.engine}></fg-load-status>
          ${this.whole ? html`<fg-keyboard-map></fg-keyboard-map>` : nothing}
          <fg-theme-switch></fg-theme-switch>
        </div>
        <p class="small quiet">The model and everything you do with it stay in this page: nothing is sent anywhere.</p>
      </footer>
      <p class="printed small">${window.location.href}</p>
      ${this.whole ? html`<fg-alternatives .words=${bench.model?.words ?? []}></fg-alternatives><fg-share></fg-share>` : nothing}
    `;
  }

  private get task(): Task | null {
    return this.bench.stage?.contrast.first.task ?? null;
  }

  private get isSeeded(): boolean {
    return !!this.task && this.task.kind !== 'made' && this.task.kind !== 'text';
  }

  private next(): Next | null {
    const { shown, running, chapter } = this.bench;
    // Behind what is recorded the runs are written again, and what they show stands there all the while.
    if (!shown || !(shown.point || (isWritten(this.bench) && !running))) return null;
    return nextOf(chapter, CHAPTERS, this.tried.kinds, this.isSeeded);
  }

  private readonly check = (puzzle: Puzzle) => this.bench.check(puzzle);

  /** What leaves behind what was said of the runs before. */
  private leaveFor(act: () => Promise<unknown>): void {
    this.hint = '';
    this.picking = false;
    void act();
  }

  private differ(kind: Kind): void {
    this.tried.kinds.add(kind);
    if (kind === 'word') {
      this.picking = this.bench.shown?.differs !== 'word';
      this.hint = PICK_A_WORD;
      return;
    }
    const wish = kind === 'cut' ? ({ kind, layers: 'all', heads: 'all' } as const) : { kind };
    this.leaveFor(() => this.bench.differ(wish));
  }

  private goOn(next: Next): void {
    if (next.to === 'chapter') this.leaveFor(() => this.bench.openChapter(next.id));
    else if (next.to === 'difference') this.differ(next.kind);
    else {
      const { task } = this;
      if (!task || task.kind === 'made' || task.kind === 'text') return;
      const size = task.kind === 'cups' ? task.swaps : task.kind === 'picture' ? task.details : task.links;
      this.leaveFor(() => this.bench.setTask(seeded(task.kind, anySeed(), size ?? undefined)));
    }
  }

  private async act(act: Act): Promise<void> {
    const { bench } = this;
    this.hint = '';
    this.picking = false;
    if (act === 'watch') this.watch();
    else if (act === 'stop' && !bench.running) bench.playback.pause();
    else {
      if (act !== 'stop') bench.attention.select(bench.attention.run, null);
      await bench[act]();
    }
  }

  private watch(): void {
    const { playback, attention } = this.bench;
    if (playback.playing) playback.pause();
    else {
      attention.select(attention.run, null);
      playback.watch();
    }
  }

  private seek(to: Sought['to']): void {
    const { playback, attention } = this.bench;
    attention.select(attention.run, null);
    if (to === 'back') playback.back();
    else if (to === 'forward') {
      playback.pause();
      playback.forward();
    } else {
      playback.pause();
      playback.seek(to);
    }
  }

  private readonly share = (): void => {
    const { shown, stage, attention, model, engine } = this.bench;
    if (!shown || !stage || !this.whole) return;
    void this.shareDialog.open({
      ...{ shown, stage, model, engine },
      ...{ seen: attention.seen, gaze: attention.gaze },
      link: window.location.href,
    });
  };

  private pressKey(command: string): void {
    const { running, playback } = this.bench;
    const next = this.next();
    if (VIEWS.some(({ id }) => id === command)) this.view = command;
    else if (command === 'map') this.keyboard?.open();
    else if (command === 'order') this.order.flip();
    else if (command === 'force') void this.openForce();
    else if (command === 'next' && next) this.goOn(next);
    else if (command === 'back' || command === 'forward') this.seek(command);
    else if (isAct(command))
      this.controls.press(command === 'run' && (running || playback.playing) ? 'stop' : command);
  }

  private runView(index: 0 | 1): RunView | null {
    return this.renderRoot.querySelector<RunView>(`fg-run[index="${index}"]`);
  }

  /** The alternatives of the word that is chosen, or of the answer, or of the newest. */
  private async openForce(): Promise<void> {
    const { attention, shown } = this.bench;
    const { run, at } = attention;
    const there = shown?.runs[run];
    const position = at !== null && there && at >= there.prompt.length ? at : (there?.answer?.at ?? null);
    const token = there?.output.find(one => one.position === position);
    const button = position === null ? null : (this.runView(run)?.written?.buttonAt(position) ?? null);
    if (token && button && !token.recorded) await this.alternatives.open(run, token, button);
  }

  private async choose({ run, position, button }: TokenChosen): Promise<void> {
    const there = this.bench.shown?.runs[run];
    const token = there && [...there.prompt, ...there.output].find(one => one.position === position);
    if (!there || !token) return;
    if (token.recorded || !this.bench.stage) {
      this.hint = this.bench.origin === 'link' ? RUN_FIRST : NOT_YET;
      return;
    }
    this.bench.playback.pause();
    this.bench.attention.select(run, position);
    if (position >= there.prompt.length && this.whole) await this.alternatives.open(run, token, button);
  }

  private async force({ run, at, token }: Forced): Promise<void> {
    const refusal = await this.bench.force(run, at, token);
    if (refusal) {
      this.alternatives.refuse(refusal.sentence);
      return;
    }
    this.alternatives.close();
    this.hint = '';
    this.picking = false;
    await this.updateComplete;
    // The word stands in the second run, where there is one; it takes the focus there.
    const strip = (this.runView(1) ?? this.runView(0))?.written;
    await strip?.focusToken(at);
  }

  private async make(puzzle: Puzzle): Promise<void> {
    this.picking = false;
    const refusal = await this.bench.setPuzzle(puzzle);
    if (refusal) this.question.refuse(refusal.sentence);
  }

  private recover(action: RecoveryAction): void {
    if (action === 'load') void this.bench.load();
    else if (action === 'default') void this.bench.openDefault();
    else this.bench.dismiss();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'foregone-app': ForegoneApp;
  }
}
