import type { Engine } from './engine.js';
import { EngineProblem, endsEngine } from './problem.js';
import type {
  Backend,
  CutChoice,
  EngineRequest,
  EngineResponse,
  Force,
  Problem,
  Puzzle,
  RequestOf,
  ResponseOf,
  Source,
  ToPage,
  ToWorker,
  Wish,
  Written,
} from './protocol.js';
import { startWorker } from './start.js';

type Kind = EngineResponse['kind'];

interface Waiting {
  /** The kind of response that settles the request. */
  last: Kind;
  part: ((response: EngineResponse) => void) | undefined;
  settle: (response: EngineResponse) => void;
  fail: (problem: EngineProblem) => void;
}

const GIVEN_UP: Problem = { what: 'cancelled', sentence: 'Loading was cancelled.' };

/**
 * The engine in its worker, as promises. The worker starts with the first load.
 *
 * Every promise settles: when the worker dies, each request under way is rejected with a `panic` problem, and so
 * is each later one. The owner then makes a new client.
 */
export class EngineClient implements Engine {
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready: Promise<void>;
  readonly #crashed: (problem: Problem) => void;
  #started: () => void = () => {};
  #neverStarted: (problem: EngineProblem) => void = () => {};
  #dead: EngineProblem | null = null;
  #running = false;
  /** Whether the load that waits for the worker has been cancelled. */
  #givenUp = false;
  #id = 0;

  /** `crashed` is called once if the engine dies after it has started. */
  constructor(crashed: (problem: Problem) => void) {
    this.#crashed = crashed;
    this.#ready = new Promise((resolve, reject) => {
      this.#started = resolve;
      this.#neverStarted = reject;
    });
    // Whoever asks for something hears of a failed start; nobody has to.
    this.#ready.catch(() => {});
  }

  /** Whether the worker has ended, so that nothing can be asked of it. */
  get isDead(): boolean {
    return this.#dead !== null;
  }

  /** Fetches the model from the folder at `base` and makes the engine ready for it, on what the visitor wishes. */
  load(
    base: string,
    backend: Backend | undefined,
    progress: (part: ResponseOf<'progress'>) => void,
  ): Promise<ResponseOf<'loaded'>> {
    this.#worker ??= this.#newWorker();
    return this.#ask({ kind: 'load', base, model: undefined, backend }, 'loaded', part => {
      if (part.kind === 'progress') progress(part);
    });
  }

  /** Gives up the load under way, which then fails with `cancelled`. */
  cancel(): void {
    // A worker that has not started yet hears nothing.
    if (this.#running) this.#post(this.#nextId(), { kind: 'cancel' });
    else this.#givenUp = true;
  }

  open(source: Source): Promise<ResponseOf<'opened'>> {
    return this.#ask({ kind: 'open', source }, 'opened');
  }

  /** Lets the second run differ in another way; `written` hears of what the first takes to come to its end. */
  differ(wish: Wish, written: (one: Written) => void): Promise<ResponseOf<'opened'>> {
    return this.#ask({ kind: 'differ', wish }, 'opened', tellWritten(written));
  }

  /** Writes so many tokens of each run, or all that are left. */
  advance(counts: number[] | undefined, written: (one: Written) => void): Promise<ResponseOf<'rested'>> {
    return this.#ask({ kind: 'advance', counts }, 'rested', tellWritten(written));
  }

  /** Rests the `advance` under way; gives up a `differ` or a `cut`, which fails with `cancelled`. */
  stop(): void {
    this.#post(this.#nextId(), { kind: 'stop' });
  }

  force(run: number, at: number, token: Force): Promise<ResponseOf<'opened'>> {
    return this.#ask({ kind: 'force', run, at, with: token }, 'opened');
  }

  look(question: Omit<RequestOf<'look'>, 'kind'>): Promise<ResponseOf<'attention'>> {
    return this.#ask({ kind: 'look', ...question }, 'attention');
  }

  matrix(question: Omit<RequestOf<'matrix'>, 'kind'>): Promise<ResponseOf<'matrix'>> {
    return this.#ask({ kind: 'matrix', ...question }, 'matrix');
  }

  cut(choice: CutChoice, progress: (part: ResponseOf<'measuring'>) => void): Promise<ResponseOf<'cut'>> {
    return this.#ask({ kind: 'cut', choice }, 'cut', part => {
      if (part.kind === 'measuring') progress(part);
    });
  }

  check(puzzle: Puzzle): Promise<ResponseOf<'checked'>> {
    return this.#ask({ kind: 'check', puzzle }, 'checked');
  }

  #newWorker(): Worker {
    const worker = startWorker();
    worker.addEventListener('message', (event: MessageEvent<ToPage>) => this.#receive(event.data));
    worker.addEventListener('error', event => {
      event.preventDefault();
      this.#die({ what: 'panic', sentence: 'The engine stopped unexpectedly.' });
    });
    return worker;
  }

  async #ask<K extends Kind>(
    request: EngineRequest,
    last: K,
    part?: (response: EngineResponse) => void,
  ): Promise<ResponseOf<K>> {
    await this.#ready;
    if (this.#dead) throw this.#dead;
    if (request.kind === 'load' && this.#givenUp) {
      this.#givenUp = false;
      throw new EngineProblem(GIVEN_UP);
    }
    const id = this.#nextId();
    return new Promise((resolve, reject) => {
      const settle = (response: EngineResponse) => resolve(response as ResponseOf<K>);
      this.#waiting.set(id, { last, part, settle, fail: reject });
      this.#post(id, request);
    });
  }

  #nextId(): number {
    this.#id += 1;
    return this.#id;
  }

  #post(id: number, request: EngineRequest): void {
    if (this.#dead) return;
    const envelope: ToWorker = { id, request };
    this.#worker?.postMessage(envelope);
  }

  #receive({ id, response }: ToPage): void {
    const waiting = this.#waiting.get(id);
    if (response.kind === 'ready') {
      this.#start();
    } else if (response.kind === 'failed' && (id === 0 || endsEngine(response.problem))) {
      this.#die(response.problem);
    } else if (response.kind === 'failed') {
      this.#waiting.delete(id);
      waiting?.fail(new EngineProblem(response.problem));
    } else if (response.kind === waiting?.last) {
      this.#waiting.delete(id);
      waiting.settle(response);
    } else {
      waiting?.part?.(response);
    }
  }

  #start(): void {
    this.#running = true;
    this.#started();
  }

  #die(problem: Problem): void {
    if (this.#dead) return;
    const error = new EngineProblem(problem);
    this.#dead = error;
    this.#worker?.terminate();
    if (this.#running) this.#crashed(problem);
    this.#neverStarted(error);
    for (const waiting of this.#waiting.values()) waiting.fail(error);
    this.#waiting.clear();
  }
}

function tellWritten(written: (one: Written) => void): (part: EngineResponse) => void {
  return part => {
    if (part.kind === 'token') written({ run: part.run, token: part.token });
  };
}
