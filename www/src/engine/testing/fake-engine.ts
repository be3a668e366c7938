import type { Engine } from '../engine.js';
import { EngineProblem } from '../problem.js';
import type {
  Answer,
  Contrast,
  End,
  EngineRequest,
  Force,
  Opening,
  Problem,
  Reproduction,
  ResponseOf,
  Wish,
  Written,
} from '../protocol.js';
import { linkTo } from './link.js';
import { MODEL } from './toy-chapters.js';
import { decided, entry, entryOf, isOver, nextToken, secondOf, type ToyRun, toyRun } from './toy-model.js';
import { comparison, recordingOf, reproduced, SCENE } from './toy-results.js';
import { contrastOf, problem, sent, task } from './wire.js';

interface Message {
  request: EngineRequest;
  part: ((one: never) => void) | undefined;
  settle: (response: never) => void;
  fail: (error: EngineProblem) => void;
}

/** How many tokens it writes before it looks into its inbox. */
const SLICE = 3;

/**
 * The engine's worker (`crate/web/src/worker.rs`) with a toy model: one loop takes requests one by one, and while tokens are written
 * what only looks is answered between them, and what would change the text stops the writing first.
 */
export class FakeEngine implements Engine {
  isDead = false;
  /** All that was asked, by kind, in order. */
  readonly asked: EngineRequest[] = [];
  /** Lets loads fail, with this problem. */
  loadFails: Problem | null = null;
  backend: 'cpu' | 'gpu' = 'cpu';
  /** The weights that it has. */
  model = MODEL;

  readonly #crashed: (problem: Problem) => void;
  #inbox: Message[] = [];
  #isServing = false;
  #isLoaded = false;
  #contrast: Contrast | null = null;
  #runs: ToyRun[] = [];
  #claim: string | null = null;

  constructor(crashed: (problem: Problem) => void) {
    this.#crashed = crashed;
  }

  /** Dies, as after a panic. */
  crash(what: 'panic' | 'gpu' = 'panic'): void {
    this.isDead = true;
    const problem: Problem = { what, sentence: 'The engine stopped unexpectedly.' };
    this.#crashed(problem);
    const waiting = this.#inbox;
    this.#inbox = [];
    for (const { fail } of waiting) fail(new EngineProblem(problem));
  }

  load: Engine['load'] = (base, backend, progress) =>
    this.#ask({ kind: 'load', base, model: undefined, backend }, progress);
  cancel = (): void => this.#note({ kind: 'cancel' });
  open: Engine['open'] = source => this.#ask({ kind: 'open', source });
  differ: Engine['differ'] = (wish, written) => this.#ask({ kind: 'differ', wish }, written);
  advance: Engine['advance'] = (counts, written) => this.#ask({ kind: 'advance', counts }, written);
  stop = (): void => void this.#ask({ kind: 'stop' }).catch(() => {});
  force: Engine['force'] = (run, at, token) => this.#ask({ kind: 'force', run, at, with: token });
  look: Engine['look'] = question => this.#ask({ kind: 'look', ...question });
  matrix: Engine['matrix'] = question => this.#ask({ kind: 'matrix', ...question });
  cut: Engine['cut'] = (choice, progress) => this.#ask({ kind: 'cut', choice }, progress);
  check: Engine['check'] = puzzle => this.#ask({ kind: 'check', puzzle });

  #note(request: EngineRequest): void {
    this.asked.push(request);
  }

  #ask<T>(request: EngineRequest, part?: (one: never) => void): Promise<T> {
    this.#note(request);
    if (this.isDead) return Promise.reject(problem('panic', 'The engine stopped unexpectedly.'));
    return new Promise<T>((settle, fail) => {
      this.#inbox.push({ request, part, settle: settle as (response: never) => void, fail });
      void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    await task();
    for (let message = this.#inbox[0]; message && !this.isDead; message = this.#inbox[0]) {
      await this.#answer(message);
    }
    this.#isServing = false;
  }

  /** A message stays in the inbox while it is worked on, so that a crash fails it too. */
  async #answer(message: Message): Promise<void> {
    const { settle, fail, request } = message;
    try {
      const response = await this.#respond(message);
      await task();
      if (!this.isDead) settle(sent(response) as never);
    } catch (error) {
      if (!(error instanceof EngineProblem)) throw error;
      if (!this.isDead) fail(error);
    }
    this.#inbox = this.#inbox.filter(one => one !== message);
    if (request.kind === 'load' && this.isDead) this.#isLoaded = false;
  }

  async #respond({ request, part }: Message): Promise<unknown> {
    const tell = part as ((one: unknown) => void) | undefined;
    switch (request.kind) {
      case 'load':
        return this.#load(tell, request.backend);
      case 'open':
        return this.#open(request.source);
      case 'differ':
        return this.#differ(request.wish, tell);
      case 'advance': {
        const left = [...(request.counts ?? [Infinity, Infinity])];
        return this.#rested(await this.#write(left, tell));
      }
      case 'force':
        return this.#force(request.run, request.at, request.with);
      case 'look':
        return this.#look(request);
      case 'matrix':
        return { kind: 'matrix', size: this.#length(request.run), weights: new Float32Array(0) };
      case 'cut':
        return this.#cut(tell);
      case 'check':
        return { kind: 'checked', wrong: null };
      default:
        return null;
    }
  }

  async #load(tell: ((one: unknown) => void) | undefined, backend: 'cpu' | 'gpu' | undefined) {
    tell?.({ kind: 'progress', loaded: 1, total: 2 });
    await task();
    if (this.loadFails) throw new EngineProblem(this.loadFails);
    this.#isLoaded = true;
    this.backend = backend ?? this.backend;
    this.#contrast = null;
    this.#runs = [];
    const engine = { backend: this.backend, reason: 'a test', other: undefined };
    return { kind: 'loaded', model: { ...this.model, bytes: 2, layers: 2, heads: 2 }, engine };
  }

  async #open(source: { hash: string } | { contrast: Contrast }) {
    if (!this.#isLoaded) throw problem('model', 'No model is loaded yet.');
    const contrast = 'hash' in source ? await contrastOf(source.hash) : source.contrast;
    if (contrast.first.model.id !== this.model.id)
      throw problem('link', `This experiment is about the model “${contrast.first.model.id}”.`);
    const isRecorded = (contrast.recordings ?? []).some(Boolean);
    const isCurrent = 'hash' in source && source.hash.startsWith('#v2.');
    this.#claim = isRecorded ? (isCurrent ? source.hash : linkTo(contrast)) : null;
    this.#set(contrast);
    return this.#opened();
  }

  #set(contrast: Contrast): void {
    const second = secondOf(contrast);
    this.#contrast = contrast;
    this.#runs = [toyRun(contrast.first), ...(second ? [toyRun(second)] : [])];
  }

  #replaceSecond(contrast: Contrast): void {
    const [first] = this.#runs;
    this.#set(contrast);
    if (first) this.#runs[0] = first;
    this.#claim = null;
  }

  #opened(): ResponseOf<'opened'> {
    const contrast = this.#held();
    return {
      kind: 'opened',
      contrast,
      hash: this.#hash(),
      runs: this.#runs.map(run => this.#opening(run)),
      dropped: { words: 0, cuts: 0 },
      notice: undefined,
    };
  }

  #opening({ spec, prompt, output }: ToyRun): Opening {
    const conditions = (spec.forced ?? []).length > 0 ? ['Forced'] : [];
    return { spec, scene: SCENE, conditions, prompt: [...prompt], output: [...output] };
  }

  #hash(): string {
    if (this.#claim) return this.#claim;
    const [one, two] = this.#runs.map(run => (isOver(run) ? recordingOf(run, this.backend) : undefined));
    return linkTo({ ...this.#held(), recordings: [one, two] });
  }

  #held(): Contrast {
    if (!this.#contrast) throw problem('run', 'No experiment is open yet.');
    return this.#contrast;
  }

  async #differ(wish: Wish, tell: ((one: unknown) => void) | undefined) {
    const takesFirst = wish.kind !== 'nothing' && wish.kind !== 'order';
    if (takesFirst && (await this.#write([Infinity, 0], tell)) === 'stopped')
      throw problem('cancelled', 'The second run was given up.');
    this.#replaceSecond(this.#settled(wish));
    return this.#opened();
  }

  #settled(wish: Wish): Contrast {
    const [first] = this.#runs;
    const { first: spec } = this.#held();
    const alone: Contrast = { version: 2, first: spec, differs: { kind: 'nothing' }, words: [] };
    if (wish.kind === 'nothing' || wish.kind === 'order') return { ...alone, differs: wish };
    const answer = first && decided(first);
    if (wish.kind === 'cut') return { ...alone, differs: wish };
    if (!first || !answer) throw problem('token', 'The first run gives no answer.');
    const other: Answer = answer.text === ' yes' ? 'no' : 'yes';
    if (wish.kind === 'note') return { ...alone, differs: { kind: 'note', says: other } };
    const words = [{ at: answer.position - first.prompt.length, token: `Ġ${other}` }];
    return { ...alone, differs: { kind: 'answer' }, words };
  }

  async #write(
    left: number[],
    tell: ((one: unknown) => void) | undefined,
  ): Promise<'ended' | 'stepped' | 'stopped'> {
    let written = 0;
    for (;;) {
      let wrote = false;
      for (const [run, toy] of this.#runs.entries()) {
        if ((left[run] ?? 0) <= 0) continue;
        const token = nextToken(toy);
        if (!token) continue;
        toy.output.push(token);
        tell?.(sent({ run, token } satisfies Written));
        left[run] = (left[run] ?? 0) - 1;
        wrote = true;
        written += 1;
        if (written % SLICE === 0) await task();
        if (this.isDead) throw problem('panic', 'The engine stopped unexpectedly.');
      }
      if (this.#runs.every(isOver)) return 'ended';
      if (!wrote) return 'stepped';
      if (await this.#isInterrupted()) return 'stopped';
    }
  }

  /** Answers what only looks. */
  async #isInterrupted(): Promise<boolean> {
    for (const message of this.#inbox.slice(1)) {
      const { request } = message;
      if (request.kind !== 'look' && request.kind !== 'matrix') {
        if (request.kind === 'stop') this.#inbox = this.#inbox.filter(one => one !== message);
        return true;
      }
      await this.#answer(message);
    }
    return false;
  }

  #rested(why: 'ended' | 'stepped' | 'stopped'): ResponseOf<'rested'> {
    const ends = this.#runs.map((run, index) => this.#end(run, index));
    const [left, right] = this.#runs;
    const isCompared = left && right && isOver(left) && isOver(right);
    return {
      kind: 'rested',
      why,
      ends,
      comparison: isCompared ? comparison(left, right) : undefined,
      hash: this.#hash(),
    };
  }

  #end(run: ToyRun, index: number): End {
    const answer = decided(run);
    const word = answer?.text.trim() as Answer | undefined;
    const recording = this.#held().recordings?.[index];
    const reproduction: Reproduction | undefined =
      recording && isOver(run) ? reproduced(recording.texts, run) : undefined;
    return {
      over: isOver(run),
      conditions: run.output.some(({ forced }) => forced) ? ['Forced'] : [],
      verdict: {
        decision: word,
        conclusion: word,
        steps: undefined,
        wrong: [],
        truth: undefined,
        forced: false,
      },
      outcome: {
        answer:
          answer && word
            ? { at: answer.position, word, answer: word, probability: 0.75, forced: answer.forced }
            : undefined,
        mark: 'none',
        sentences: word ? `It answered “${word}”.` : 'It came to no answer.',
      },
      reproduction,
    };
  }

  async #force(run: number, at: number, force: Force) {
    const toy = this.#runs[run];
    const [first] = this.#runs;
    const found = entryOf(force);
    if ('wrong' in found) throw problem('token', found.wrong);
    if (!toy || !first) throw problem('token', 'There is no such run.');
    const place = at - toy.prompt.length;
    if (place < 0 || place > toy.output.length) throw problem('token', 'There is no such position.');
    const own = toy.output[place];
    if (run === 0) {
      if (own && entry(own) === found.entry) return this.#opened();
      const words = [{ at: place, token: found.entry }];
      const isAnswer = own !== undefined && decided(first) === own;
      const { first: spec } = this.#held();
      this.#replaceSecond({
        version: 2,
        first: spec,
        differs: { kind: isAnswer ? 'answer' : 'word' },
        words,
      });
    } else {
      const kept = (this.#held().words ?? []).filter(word => word.at < place);
      const words = [...kept, { at: place, token: found.entry }];
      this.#replaceSecond({
        ...this.#held(),
        differs: { kind: 'word' },
        words,
        recordings: [undefined, undefined],
      });
    }
    const second = this.#runs[1];
    while (second && second.output.length <= place) {
      const token = nextToken(second);
      if (!token) break;
      second.output.push(token);
    }
    return this.#opened();
  }

  #length(run: number): number {
    const toy = this.#runs[run];
    return toy ? toy.prompt.length + toy.output.length : 0;
  }

  #look({ run, at }: { run: number; at: number }) {
    if (at >= this.#length(run)) throw problem('token', 'There is no such position.');
    const weights = new Float32Array(at + 1);
    return {
      kind: 'attention',
      at,
      query: at,
      weights,
      sink: 0.5,
      mean: 0.1,
      strongest: [],
      spans: [],
      heads: [],
    };
  }

  async #cut(tell: ((one: unknown) => void) | undefined) {
    for (let done = 1; done <= 20; done += 1) {
      tell?.({ kind: 'measuring', done, total: 20 });
      await task();
      if (this.isDead) throw problem('panic', 'The engine stopped unexpectedly.');
      if (await this.#isInterrupted()) throw problem('cancelled', 'The measurement was stopped.');
    }
    return { kind: 'cut', report: { direction: 'answer_to_reasons', sentence: 'It bends them.' } };
  }
}
