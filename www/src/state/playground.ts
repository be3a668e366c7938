import { EngineClient } from '../engine/client.js';
import { EngineProblem, isCrash } from '../engine/problem.js';
import type {
  Answer,
  Ask,
  Backend,
  ModelInfo,
  Order,
  Problem,
  Puzzle,
  Reproduction,
  Spec,
  Task,
  Token,
  Verdict,
} from '../engine/protocol.js';
import { type Claim, readClaim } from '../link/read.js';
import { isPreset, PRESETS } from '../presets/presets.js';
import { currentHash, fromRoot, isOwnEntry, ownEntry, pushHash, replaceHash } from './address.js';
import { withCut } from './cut.js';
import { defaultSpec, type Experiment, inOrder, untouched, withTask } from './experiment.js';
import { beat, isWatched } from './pace.js';

/** How the address follows when an experiment opens. */
type Entry = 'push' | 'replace';

/** Engine restarts that one act of the visitor's may cause before the page gives up. */
const MOST_RESTARTS = 2;

/**
 * The visitor's experiment and the engine that runs it.
 *
 * Acts happen one after another: each first rests the run under way. A crash of the engine is repaired before the
 * next act, with the same experiment and the same tokens.
 */
export class Playground {
  loading: { loaded: number; total: number } | null = null;
  model: ModelInfo | null = null;
  engine: Answer<'loaded'>['engine'] | null = null;
  experiment: Experiment | null = null;
  /** What the link says that its author saw; null where it says nothing, and once the visitor has changed something. */
  claim: Claim | null = null;
  running = false;
  /** Acts asked for and not over yet, from the very press on. */
  pending = 0;
  problem: Problem | null = null;
  /** One sentence about something that was put right by itself. */
  notice = '';

  readonly #changed: () => void;
  #client: EngineClient;
  #queue: Promise<void> = Promise.resolve();
  #turn = { halted: true };
  #crashed = false;
  #gpuLost = false;
  #wish: Backend | undefined;
  #resume = false;
  #restarts = 0;
  /** Whether the experiment came by a link of another's. */
  #isStrange = false;

  /** `changed` is called after each change of the fields above. */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#client = this.#newClient();
  }

  /**
   * Loads the model, then opens what the address names, or the first preset, and runs it. What a stranger's link has recorded is
   * shown at once and waits for the visitor's press. Also mends what has failed. The engine is not started before `drawn`.
   */
  load(drawn: Promise<void> = Promise.resolve()): Promise<void> {
    if (!this.experiment) void this.#preview();
    if (!this.model) this.loading = { loaded: 0, total: 0 };
    return this.#act(async () => {
      await drawn;
      if (!this.model || this.#client.isDead) await this.#load();
      if (this.experiment) await this.#restore(this.experiment);
      else await this.#openAddress();
    });
  }

  /** Whether what is recorded is the claim of whoever made the link. */
  get isClaimed(): boolean {
    return this.claim !== null && this.#isStrange;
  }

  cancelLoading(): void {
    this.#client.cancel();
  }

  /** Runs on the processor or on a GPU from now on, with the same experiment and the same tokens. */
  setBackend(backend: Backend): Promise<void> {
    return this.#act(async () => {
      this.#wish = backend;
      await this.#load();
      if (this.experiment) await this.#restore(this.experiment);
    });
  }

  /** Opens the experiment that the address names now, after Back or an edited hash. */
  openAddress(): Promise<void> {
    return this.#act(() => this.#openAddress());
  }

  openDefault(): Promise<void> {
    return this.#act(async () => {
      if (!this.model) await this.#load();
      if (this.model) await this.#openFirst('push');
    });
  }

  /** Opens one of the page's own experiments and runs it. */
  openPreset(hash: string): Promise<void> {
    return this.#act(() => this.#openAndRun({ hash }, 'push'));
  }

  setOrder(order: Order): Promise<void> {
    return this.#change(spec => inOrder(spec, order));
  }

  setCut(cut: boolean): Promise<void> {
    return this.#change(spec => withCut(spec, cut));
  }

  setTask(task: Task): Promise<void> {
    return this.#change(spec => withTask(spec, task));
  }

  /** Asks about a puzzle that the visitor made. Tells as soon as it stands, or why it cannot; then nothing has changed. */
  setPuzzle(puzzle: Puzzle): Promise<Problem | null> {
    return this.#try(async () => {
      if (!this.experiment) return;
      await this.#open({ spec: withTask(this.experiment.spec, { kind: 'made', puzzle }) }, 'push');
    });
  }

  /** Writes on to the end; from the start if it has ended. */
  run(): Promise<void> {
    return this.#act(async () => {
      const { experiment } = this;
      if (experiment?.verdict) await this.#open(this.#sourceOf(experiment), 'replace', this.#isStrange);
      await this.#advance();
    });
  }

  /** Writes one token. */
  step(): Promise<void> {
    return this.#act(() => this.#advance(1));
  }

  stop(): Promise<void> {
    return this.#act(async () => {});
  }

  /** Back to the prompt, with nothing written, forced, cut or noted. */
  reset(): Promise<void> {
    return this.#act(async () => {
      if (this.experiment) await this.#open({ spec: untouched(this.experiment.spec) }, 'push');
    });
  }

  /** Puts a token at a position of the output and runs on from there. Tells as soon as it stands, or why it cannot. */
  force(at: number, token: Ask<'force'>['with']): Promise<Problem | null> {
    return this.#try(async () => this.#takeForced(await this.#client.force(at, token)));
  }

  look(question: Omit<Ask<'look'>, 'kind'>): Promise<Answer<'attention'>> {
    return this.#client.look(question);
  }

  matrix(heads: Omit<Ask<'matrix'>, 'kind'>): Promise<Answer<'matrix'>> {
    return this.#client.matrix(heads);
  }

  /** Beside the run, not after it: whatever the visitor does next gives it up. */
  compare(counterpart: Ask<'compare'>['with']): Promise<Answer<'compared'>> {
    return this.#client.compare(counterpart);
  }

  stopComparing(): void {
    this.#client.stop();
  }

  dismiss(): void {
    this.problem = null;
    this.notice = '';
    this.#changed();
  }

  /** Makes a change that the engine may refuse, and runs on from there. Tells as soon as it stands, or why it cannot. */
  #try(change: () => Promise<void>): Promise<Problem | null> {
    return new Promise(settle => {
      const done = this.#act(async () => {
        try {
          await change();
        } catch (error) {
          if (!(error instanceof EngineProblem) || isCrash(error)) throw error;
          settle(error.problem);
          return;
        }
        settle(null);
        await this.#advance();
      });
      void done.then(() => settle(null));
    });
  }

  #change(edit: (spec: Spec) => Spec): Promise<void> {
    return this.#act(async () => {
      if (this.experiment) await this.#openAndRun({ spec: edit(this.experiment.spec) }, 'push');
    });
  }

  /** Does what the visitor asked for, after what was asked before. */
  #act(work: () => Promise<void>): Promise<void> {
    this.#restarts = 0;
    return this.#enqueue(work);
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#halt();
    this.pending += 1;
    this.#changed();
    const done = this.#queue.then(() => this.#attempt(work));
    this.#queue = done;
    return done;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    const before = this.problem;
    this.problem = null;
    this.notice = '';
    try {
      if (this.#crashed) await this.#restart();
      await work();
    } catch (error) {
      // While restarts are left, what the crash cut short is mended by the one that waits in the queue.
      if (!this.#crashed || this.#restarts >= MOST_RESTARTS) this.problem = asProblem(error);
    }
    // With nothing to act on, nothing was done, and what failed before still is what the visitor has to know.
    if (!this.experiment) this.problem ??= before;
    this.pending -= 1;
    this.#changed();
  }

  #halt(): void {
    if (this.#turn.halted) return;
    this.#turn.halted = true;
    this.#client.stop();
  }

  #newClient(): EngineClient {
    return new EngineClient(({ what }) => {
      this.#crashed = true;
      this.#gpuLost = what === 'gpu';
      this.#resume = !this.#turn.halted;
      if (this.#restarts < MOST_RESTARTS) void this.#enqueue(async () => {});
    });
  }

  async #load(): Promise<void> {
    if (this.#client.isDead) this.#client = this.#newClient();
    this.#crashed = false;
    this.loading = { loaded: 0, total: 0 };
    this.#changed();
    try {
      const base = fromRoot('models/');
      const { model, engine } = await this.#client.load(base, this.#wish, ({ loaded, total }) => {
        this.loading = { loaded, total };
        this.#changed();
      });
      this.model = model;
      this.engine = engine;
    } finally {
      this.loading = null;
    }
  }

  /** A new engine with the same model, the same experiment and the same tokens. */
  async #restart(): Promise<void> {
    const resume = this.#resume && this.#restarts === 0;
    const gpuLost = this.#gpuLost;
    this.#restarts += 1;
    await this.#load();
    if (this.experiment) await this.#restore(this.experiment);
    const what = gpuLost ? 'The GPU was lost, so the engine' : 'The engine stopped unexpectedly and';
    this.notice = `${what} was started again; nothing of yours is lost.`;
    this.#changed();
    if (resume) await this.#advance();
  }

  /** Brings a fresh engine to where `before` was. */
  async #restore(before: Experiment): Promise<void> {
    await this.#client.open(this.#sourceOf(before));
    const output: Token[] = [];
    const written = before.output.length;
    if (written > 0) await this.#client.advance(written, token => output.push(token));
    this.experiment = { ...before, output };
  }

  /** Shows what the address has recorded, long before there is an engine to open it. */
  async #preview(): Promise<void> {
    const hash = currentHash() || PRESETS[0]?.hash || '';
    const claim = await readClaim(hash);
    if (this.experiment || this.claim || (currentHash() && currentHash() !== hash)) return;
    this.claim = claim;
    this.#isStrange = !isPreset(hash) && !isOwnEntry();
    this.#changed();
  }

  async #openFirst(entry: Entry): Promise<void> {
    if (!this.model) return;
    const hash = PRESETS[0]?.hash;
    const { id } = this.model;
    const plain = { spec: defaultSpec(this.model) };
    if (!hash) return this.#openAndRun(plain, entry);
    const claim = await readClaim(hash);
    await this.#openAndRun(claim?.model === id ? { hash } : plain, entry);
  }

  async #openAddress(): Promise<void> {
    const hash = currentHash();
    const before = this.experiment;
    if (hash && hash === before?.hash) {
      // What was opened on the way, while this waited, has not been run yet.
      if (before.output.length === 0 && !before.verdict && !this.isClaimed) await this.#advance();
      return;
    }
    try {
      if (!hash) await this.#openFirst('replace');
      else {
        const ours = isPreset(hash) || isOwnEntry();
        await this.#open({ hash }, 'replace', !ours);
        // What a stranger says they saw, or wants asked in words of their own, waits for a press.
        const isStrange = !ours && (this.isClaimed || this.experiment?.spec.task.kind === 'text');
        if (!isStrange) await this.#advance();
      }
    } catch (error) {
      // The page keeps what it had, and the address says so.
      if (before && before === this.experiment && currentHash() === hash) {
        replaceHash(before.hash);
        if (!this.#isStrange) ownEntry();
      }
      throw error;
    }
  }

  async #openAndRun(source: Ask<'open'>['source'], entry: Entry): Promise<void> {
    await this.#open(source, entry);
    await this.#advance();
  }

  /** An experiment to open again. With a claim it is the link itself, which also names the model that the claim is about. */
  #sourceOf({ spec, hash }: Experiment): Ask<'open'>['source'] {
    return this.claim ? { hash } : { spec };
  }

  async #open(source: Ask<'open'>['source'], entry: Entry, isStrange = false): Promise<void> {
    const address = currentHash();
    const { spec, hash, prompt, scene, notice } = await this.#client.open(source);
    this.claim = spec.recording ? await readClaim(hash) : null;
    this.#isStrange = isStrange && this.claim !== null;
    this.experiment = { spec, hash, prompt, output: [], scene, verdict: null, reproduction: null };
    if (notice) this.notice = notice;
    // An address that has moved on in the meantime (Back, pressed twice) names what to open next: it stays.
    if (entry === 'push') pushHash(hash);
    else if (currentHash() === address) replaceHash(hash);
    this.#changed();
  }

  #takeForced({ spec, hash, token }: Answer<'forced'>): void {
    const before = this.experiment;
    if (!before) return;
    const kept = before.output.filter(({ position }) => position < token.position);
    this.claim = null;
    this.experiment = { ...before, spec, hash, output: [...kept, token], verdict: null, reproduction: null };
    pushHash(hash);
    this.#changed();
  }

  #append(token: Token): void {
    const before = this.experiment;
    if (!before) return;
    this.experiment = { ...before, output: [...before.output, token] };
    this.#changed();
  }

  /** The run is over: from now on its link says what was seen. */
  #end(verdict: Verdict, hash: string, reproduction: Reproduction | null): void {
    const before = this.experiment;
    if (!before) return;
    if (currentHash() === before.hash) {
      replaceHash(hash);
      if (!reproduction || reproduction.kind === 'same') ownEntry();
    }
    this.experiment = { ...before, hash, verdict, reproduction };
  }

  /** Writes `count` tokens, or all that are left, until the next act. */
  async #advance(count?: number): Promise<void> {
    if (!this.experiment) return;
    // Whatever waits in the queue would rest the run at once.
    const turn = { halted: count === undefined && this.pending > 1 };
    this.#turn = turn;
    this.running = true;
    this.#changed();
    try {
      const stride = count ?? (isWatched() ? 1 : undefined);
      while (!turn.halted) {
        const { why, verdict, hash, reproduction } = await this.#client.advance(stride, token =>
          this.#append(token),
        );
        if (why === 'ended' || why === 'full') this.#end(verdict, hash, reproduction ?? null);
        if (why !== 'stepped' || count !== undefined) break;
        await beat();
      }
    } finally {
      turn.halted = true;
      this.running = false;
    }
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof EngineProblem) return error.problem;
  return { what: 'run', sentence: error instanceof Error ? error.message : String(error) };
}
