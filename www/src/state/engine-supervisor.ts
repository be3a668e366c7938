import type { Engine } from '../engine/engine.js';
import type { Backend, EngineInfo, ErrorKind, ModelInfo, Problem } from '../engine/protocol.js';

/** Restarts that one command of the visitor's may cause before the page gives up. */
const MOST_RESTARTS = 2;

/** How far a load is, in bytes. */
export interface LoadProgress {
  loaded: number;
  total: number;
}

export interface SupervisorOptions {
  /** Makes an engine; `crashed` is called once if it dies after it has started. */
  makeEngine(crashed: (problem: Problem) => void): Engine;
  /** The folder of the models. */
  base: string;
  changed(): void;
  /** The engine died; `restart` starts another. */
  crashed(): void;
}

/** Starts the engine, loads its model, and starts another where it dies. What the engine held is not its business. */
export class EngineSupervisor {
  loading: LoadProgress | null = null;
  model: ModelInfo | null = null;
  info: EngineInfo | null = null;
  /** Whether anybody has asked for the model. */
  wasAsked = false;

  readonly #options: SupervisorOptions;
  #engine: Engine;
  #lost: ErrorKind | null = null;
  #backend: Backend | undefined;
  #restarts = 0;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#engine = this.#make();
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** Whether there is an engine with a model. */
  get isReady(): boolean {
    return this.model !== null && !this.#engine.isDead;
  }

  /** Whether the engine died and none has been started since. */
  get isLost(): boolean {
    return this.#lost !== null;
  }

  get mayRestart(): boolean {
    return this.#restarts < MOST_RESTARTS;
  }

  /** Whether the engine has been restarted since `forgive`. */
  get hasRestarted(): boolean {
    return this.#restarts > 0;
  }

  /** Allows all restarts again, for another command of the visitor's. */
  forgive(): void {
    this.#restarts = 0;
  }

  /** Says that a load is coming. */
  expect(): void {
    this.wasAsked = true;
    if (!this.model) this.loading = { loaded: 0, total: 0 };
  }

  /** Loads the model, on `backend` from now on where one is given. */
  async load(backend?: Backend): Promise<void> {
    this.wasAsked = true;
    if (backend) this.#backend = backend;
    if (this.#engine.isDead) this.#engine = this.#make();
    this.#lost = null;
    this.#progress({ loaded: 0, total: 0 });
    try {
      const { model, engine } = await this.#engine.load(this.#options.base, this.#backend, part =>
        this.#progress({ loaded: part.loaded, total: part.total }),
      );
      this.model = model;
      this.info = engine;
    } finally {
      this.loading = null;
    }
  }

  /** Gives up the load under way. */
  cancel(): void {
    this.#engine.cancel();
  }

  /** Starts another engine with the same model. Tells what happened, in a sentence. */
  async restart(): Promise<string> {
    const what =
      this.#lost === 'gpu' ? 'The GPU was lost, so the engine' : 'The engine stopped unexpectedly and';
    this.#restarts += 1;
    await this.load();
    return `${what} was started again; nothing of yours is lost.`;
  }

  #make(): Engine {
    return this.#options.makeEngine(({ what }) => {
      this.#lost = what;
      this.#options.crashed();
    });
  }

  #progress(loading: LoadProgress): void {
    this.loading = loading;
    this.#options.changed();
  }
}
