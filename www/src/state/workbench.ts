import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { EngineProblem, isCrash } from '../engine/problem.js';
import type {
  Backend,
  CutChoice,
  EngineInfo,
  Force,
  HeadSelection,
  ModelInfo,
  Order,
  Problem,
  Puzzle,
  ResponseOf,
  Task,
  Wish,
} from '../engine/protocol.js';
import { droppedSentence } from '../text/contrast.js';
import { AddressSync, type Origin } from './address-sync.js';
import { AttentionState } from './attention.js';
import { type Chapter, chapterOf } from './chapters.js';
import type { Command } from './command-queue.js';
import { Commands } from './commands.js';
import { CutState } from './cut.js';
import { type Edit, inOrder, untouched, wishAgain, withTask } from './edits.js';
import { EngineSupervisor, type LoadProgress } from './engine-supervisor.js';
import { Navigation } from './navigation.js';
import { Playback } from './playback.js';
import type { ShownStage } from './shown.js';
import { isSame, lookable, type Showing, shownStage } from './shown-stage.js';
import { isOver, isRunOver, type Stage } from './stage.js';
import { StageRunner } from './stage-runner.js';
import { browserSurroundings, type Surroundings } from './surroundings.js';

export interface WorkbenchOptions {
  /** Loads as soon as the host is on the page, and runs what a link brings whoever made it: the visitor has pressed for it. */
  eager?: boolean;
  /** What is around the state; the browser, where nothing is given. */
  surroundings?: Surroundings;
}

/** What runs to the end by itself does not begin. */
const AT_REST = AbortSignal.abort();

/**
 * The visitor's contrast and the engine that runs it, for the page and for the frame.
 *
 * What visitors ask for happens one after another: each command first rests the run under way. A crash of the engine is repaired
 * before the next command, with the same contrast and the same tokens.
 */
export class Workbench implements ReactiveController {
  readonly attention: AttentionState;
  readonly playback: Playback;
  readonly cutting: CutState;

  readonly #host: ReactiveControllerHost;
  readonly #isEager: boolean;
  readonly #around: Surroundings;
  readonly #supervisor: EngineSupervisor;
  readonly #commands: Commands;
  readonly #runner: StageRunner;
  readonly #navigation: Navigation;
  #shown: ShownStage | null = null;
  #showing: Showing | null = null;
  #head: number | null = null;
  #unlisten = () => {};
  #previewed: Promise<void> = Promise.resolve();

  constructor(host: ReactiveControllerHost, options: WorkbenchOptions = {}) {
    this.#host = host;
    this.#isEager = options.eager ?? false;
    this.#around = options.surroundings ?? browserSurroundings();
    const { models, makeEngine } = this.#around;
    const update = () => this.#host.requestUpdate();
    const address = new AddressSync(this.#around.address);
    this.#supervisor = new EngineSupervisor({
      makeEngine,
      base: models,
      changed: update,
      crashed: () => this.#commands.crashed(),
    });
    this.#runner = new StageRunner({
      engine: () => this.#supervisor.engine,
      address,
      frame: callback => this.#around.frame(callback),
      changed: () => this.#refresh(),
    });
    this.#commands = new Commands({
      supervisor: this.#supervisor,
      runner: this.#runner,
      restored: () => this.attention.askAgain(),
      changed: update,
    });
    this.#navigation = new Navigation({
      address,
      runner: this.#runner,
      chapter: this.#around.address.chapter,
      isEager: this.#isEager,
      model: () => this.model,
      opened: (notice, isNew) => {
        this.#commands.tell(notice);
        // What is recorded may be playing, and is the same.
        if (isNew) this.#begin();
      },
    });
    this.attention = new AttentionState(gaze => this.#supervisor.engine.look(gaze), update);
    this.playback = new Playback(this.#around, () => this.#played());
    this.cutting = new CutState(() => this.#supervisor.engine, update);
    host.addController(this);
  }

  /** How far the model's load is, in bytes. */
  get loading(): LoadProgress | null {
    return this.#supervisor.loading;
  }

  get model(): ModelInfo | null {
    return this.#supervisor.model;
  }

  get engine(): EngineInfo | null {
    return this.#supervisor.info;
  }

  /** What the engine holds. */
  get stage(): Stage | null {
    return this.#runner.stage;
  }

  /** What is drawn: the stage, or before there is one the recorded contrast, as far as the playback head. */
  get shown(): ShownStage | null {
    return this.#shown;
  }

  get running(): boolean {
    return this.#runner.running;
  }

  get problem(): Problem | null {
    return this.#commands.problem;
  }

  /** One sentence about something that was put right by itself, or left out. */
  get notice(): string {
    return this.#commands.notice;
  }

  /** Commands asked for and not over yet, from the very press on. */
  get pending(): number {
    return this.#commands.pending;
  }

  /** Whose words are recorded. */
  get origin(): Origin {
    return this.#runner.origin;
  }

  /** Settles when what the address has recorded is shown, if it has recorded anything. */
  get previewed(): Promise<void> {
    return this.#previewed;
  }

  /** The chapter whose contrast this is, untouched. */
  get chapter(): Chapter | null {
    const { stage, recorded } = this.#runner;
    return chapterOf(stage ? stage.hash : recorded?.hash);
  }

  hostConnected(): void {
    this.#unlisten = this.#around.address.onMove(() => void this.openAddress());
    if (this.#isEager) void this.load();
    else this.#previewed = this.#navigation.preview();
  }

  hostDisconnected(): void {
    this.#unlisten();
    this.playback.pause();
  }

  /**
   * Loads the model, then opens what the address names, or the first chapter, and runs it. What a stranger's link has recorded
   * waits for the visitor's press. Also repairs what has failed. The engine is not started before `drawn`.
   */
  load(drawn: Promise<void> = Promise.resolve()): Promise<void> {
    this.#previewed = this.#navigation.preview();
    this.#supervisor.expect();
    return this.#commands.act(async signal => {
      await drawn;
      if (!this.#supervisor.isReady) await this.#supervisor.load();
      if (this.stage) await this.#commands.restore();
      else await this.#navigation.openAddress(signal);
    });
  }

  cancelLoading(): void {
    this.#supervisor.cancel();
  }

  /** Runs on the processor or on a GPU from now on, with the same contrast and the same tokens. */
  setBackend(backend: Backend): Promise<void> {
    return this.#commands.act(async () => {
      await this.#supervisor.load(backend);
      await this.#commands.restore();
    });
  }

  /** Opens the contrast that the address names now, after Back or an edited hash. */
  async openAddress(): Promise<void> {
    if (!this.stage) void this.#navigation.preview();
    if (this.#supervisor.wasAsked) await this.#commands.act(signal => this.#navigation.openAddress(signal));
  }

  openDefault(): Promise<void> {
    return this.#commands.act(async signal => {
      if (!this.#supervisor.isReady) await this.#supervisor.load();
      await this.#navigation.openFirst('push', signal);
    });
  }

  openChapter(id: string): Promise<void> {
    return this.#change(signal => this.#navigation.openChapter(id, signal));
  }

  /** Writes both runs on to their ends; from the start if both are over. */
  run(): Promise<void> {
    return this.#change(async signal => {
      if (this.stage && isOver(this.stage)) await this.#runner.reopen();
      await this.#runner.finish(signal);
    });
  }

  /** One token more of each run: of those that are there, where not all are shown. */
  step(): Promise<void> {
    if (this.playback.head !== null) {
      this.playback.pause();
      this.playback.forward();
      return Promise.resolve();
    }
    return this.#change(async signal => {
      // A second run that waits for the first is made once that is over.
      if (isRunOver(this.stage?.runs[0])) await this.#runner.settle(signal);
      await this.#runner.advance([1, 1], signal);
    });
  }

  stop(): Promise<void> {
    this.playback.pause();
    return this.#commands.act(async () => {});
  }

  /** Back to the prompts, with nothing written, and no word forced but what the second run differs in. */
  reset(): Promise<void> {
    return this.#edit(stage => untouched(stage.contrast, wishOf(stage), stage.awaits !== null), '', false);
  }

  setOrder(order: Order): Promise<void> {
    return this.#edit(stage => inOrder(stage.contrast, wishOf(stage), order), 'in this order');
  }

  setTask(task: Task): Promise<void> {
    return this.#edit(stage => withTask(stage.contrast, wishOf(stage), task), 'for this question');
  }

  /** Asks about a puzzle that the visitor made. Tells as soon as it stands, or why it cannot; then nothing has changed. */
  setPuzzle(puzzle: Puzzle): Promise<Problem | null> {
    return this.#try(async () => {
      const { stage } = this;
      if (!stage) return;
      const edit = withTask(stage.contrast, wishOf(stage), { kind: 'made', puzzle });
      await this.#open(edit, 'for this question');
    });
  }

  /** What is wrong with a puzzle, in a sentence; null where nothing is, or nobody can tell yet. */
  async check(puzzle: Puzzle): Promise<string | null> {
    if (!this.#supervisor.isReady) return null;
    try {
      return (await this.#supervisor.engine.check(puzzle)).wrong ?? null;
    } catch {
      // A crash is repaired elsewhere, and the puzzle is checked again when it is asked about.
      return null;
    }
  }

  /** Lets the second run differ in another way, and writes it. */
  differ(wish: Wish): Promise<void> {
    return this.#change(async signal => {
      await this.#runner.differ(wish, signal);
      await this.#runner.finish(signal);
    });
  }

  /** Puts a token at a position of a run's output, and runs on from there. Tells as soon as it stands, or why it cannot. */
  force(run: 0 | 1, at: number, token: Force): Promise<Problem | null> {
    return this.#try(() => this.#runner.force(run, at, token));
  }

  /** Measures what the connection between answer and reasons does, until the visitor does something else. */
  async measureCut(choice?: CutChoice): Promise<void> {
    await this.#commands.idle;
    if (this.stage) await this.cutting.measure(choice);
  }

  stopCut(): void {
    this.cutting.stop();
  }

  matrix(run: 0 | 1, layer: HeadSelection, head: HeadSelection): Promise<ResponseOf<'matrix'>> {
    return this.#supervisor.engine.matrix({ run, layer, head });
  }

  dismiss(): void {
    this.#commands.dismiss();
  }

  /** Makes a change that the engine may refuse, and runs on from there. Tells as soon as it stands, or why it cannot. */
  #try(change: () => Promise<void>): Promise<Problem | null> {
    return new Promise(settle => {
      const done = this.#commands.act(async signal => {
        try {
          await this.#prepare();
          await change();
        } catch (error) {
          if (!(error instanceof EngineProblem) || isCrash(error)) throw error;
          settle(error.problem);
          return;
        }
        this.#begin();
        settle(null);
        await this.#runner.finish(signal);
      });
      void done.then(() => settle(null));
    });
  }

  /** Opens what comes of the contrast on the page, and writes it. */
  #edit(edit: (stage: Stage) => Edit, where: string, runs = true): Promise<void> {
    return this.#change(async signal => {
      if (!this.stage) return;
      await this.#open(edit(this.stage), where);
      if (runs) await this.#runner.finish(signal);
    });
  }

  async #open(edit: Edit, where: string): Promise<void> {
    await this.#runner.edit(edit, 'push');
    this.#commands.tell(droppedSentence(edit.dropped, where));
  }

  /** Does what changes the runs: all of them is shown again, and the newest looked at. */
  #change(work: Command): Promise<void> {
    this.#begin();
    return this.#commands.act(async signal => {
      await this.#prepare();
      await work(signal);
    });
  }

  #begin(): void {
    this.playback.release();
    this.attention.release();
    this.#refresh();
  }

  /** Starts the engine and opens the address, where nobody has asked for that yet. */
  async #prepare(): Promise<void> {
    if (this.#supervisor.wasAsked) return;
    await this.#supervisor.load();
    await this.#navigation.openAddress(AT_REST);
  }

  /** The playback moved its head, or only started or stopped. */
  #played(): void {
    if (this.playback.head !== this.#head) {
      this.attention.release();
      this.#refresh();
    }
    this.#host.requestUpdate();
  }

  #isDrawn(showing: Showing): boolean {
    const before = this.#showing;
    if (!before) return false;
    if (isSame(showing, before)) return true;
    const { stage, chapter, head } = showing;
    const isEmpty = stage?.runs.every(({ output, end }) => output.length === 0 && !end) ?? false;
    return (
      isEmpty &&
      chapter !== null &&
      chapter === before.chapter &&
      before.stage === null &&
      head === before.head
    );
  }

  /** Draws again what the state has come to. */
  #refresh(): void {
    const { stage, recorded } = this.#runner;
    const { head } = this.playback;
    const showing: Showing = { stage, recorded, chapter: this.chapter, head };
    this.#head = head;
    // What has not changed is not drawn again, nor what a chapter shows already, until its own run has words.
    if (!this.#isDrawn(showing)) {
      this.#shown = shownStage(showing);
      this.#showing = showing;
    }
    this.playback.follow(Math.max(0, ...(this.shown?.runs ?? []).map(({ total }) => total)));
    this.attention.follow(lookable(stage, this.shown));
    this.cutting.follow(stage?.runs[0]?.spec ?? null);
    this.#host.requestUpdate();
  }
}

/** What the second run differs in, to be wished for again. */
function wishOf({ awaits, contrast }: Stage): Wish {
  return awaits ?? wishAgain(contrast.differs);
}
