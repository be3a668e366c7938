import { EngineProblem, endsEngine } from './problem.js';
import type {
  Answer,
  Ask,
  Backend,
  EngineRequest,
  EngineResponse,
  Problem,
  Token,
  ToPage,
  ToWorker,
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
export class EngineClient {
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
    progress: (part: Answer<'progress'>) => void,
  ): Promise<Answer<'loaded'>> {
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

  open(source: Ask<'open'>['source']): Promise<Answer<'opened'>> {
    return this.#ask({ kind: 'open', source }, 'opened');
  }

  /** Writes `count` tokens, or all that are left. */
  advance(count: number | undefined, written: (token: Token) => void): Promise<Answer<'rested'>> {
    return this.#ask({ kind: 'advance', count }, 'rested', part => {
      if (part.kind === 'token') written(part.token);
    });
  }

  /** Rests the `advance` under way. */
  stop(): void {
    this.#post(this.#nextId(), { kind: 'stop' });
  }

  force(at: number, token: Ask<'force'>['with']): Promise<Answer<'forced'>> {
    return this.#ask({ kind: 'force', at, with: token }, 'forced');
  }

  look(question: Omit<Ask<'look'>, 'kind'>): Promise<Answer<'attention'>> {
    return this.#ask({ kind: 'look', ...question }, 'attention');
  }

  matrix(heads: Omit<Ask<'matrix'>, 'kind'>): Promise<Answer<'matrix'>> {
    return this.#ask({ kind: 'matrix', ...heads }, 'matrix');
  }

  /** Holds the open experiment against its counterpart, both at their ends. `stop` gives it up: it fails with `cancelled`. */
  compare(counterpart: Ask<'compare'>['with']): Promise<Answer<'compared'>> {
    return this.#ask({ kind: 'compare', with: counterpart }, 'compared');
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
  ): Promise<Answer<K>> {
    await this.#ready;
    if (this.#dead) throw this.#dead;
    if (request.kind === 'load' && this.#givenUp) {
      this.#givenUp = false;
      throw new EngineProblem(GIVEN_UP);
    }
    const id = this.#nextId();
    return new Promise((resolve, reject) => {
      const settle = (response: EngineResponse) => resolve(response as Answer<K>);
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
