import { Workbench } from '../../state/workbench.js';
import { FakeEngine } from './fake-engine.js';
import { task } from './wire.js';

interface Entry {
  hash: string;
  state: unknown;
}

/** A workbench in a page that is not there: a history of its own, timers that go on when told to, a fake engine. */
export class Bench {
  readonly workbench: Workbench;
  /** Every engine that was started, the newest last. */
  readonly engines: FakeEngine[] = [];
  readonly settings = new Map<string, string>();
  /** The history, and where the visitor is in it. */
  readonly entries: Entry[];
  at = 0;
  /** How often the page was told to draw. */
  updates = 0;
  isStill = false;
  /** Called whenever an engine is made. */
  onEngine: (engine: FakeEngine) => void = () => {};

  #moved: () => void = () => {};
  #timers = new Map<number, () => void>();
  #timer = 0;

  constructor({ hash = '', isOwn = false, chapter = null as string | null, eager = false } = {}) {
    this.entries = [{ hash, state: isOwn ? 'own' : null }];
    const bench = this;
    const host = {
      addController() {},
      removeController() {},
      requestUpdate() {
        bench.updates += 1;
      },
      updateComplete: Promise.resolve(true),
    };
    this.workbench = new Workbench(host, {
      eager,
      surroundings: {
        models: 'http://site/models/',
        makeEngine: crashed => {
          const engine = new FakeEngine(crashed);
          this.engines.push(engine);
          this.onEngine(engine);
          return engine;
        },
        frame: callback => {
          const soon = setImmediate(callback);
          return () => clearImmediate(soon);
        },
        after: (_ms, callback) => {
          this.#timer += 1;
          const mine = this.#timer;
          this.#timers.set(mine, callback);
          return () => this.#timers.delete(mine);
        },
        isStill: () => this.isStill,
        settings: {
          read: key => this.settings.get(key) ?? null,
          save: (key, value) => void this.settings.set(key, value),
        },
        address: {
          chapter,
          hash: () => this.entry.hash,
          push: next => {
            if (next === this.entry.hash) return;
            this.at += 1;
            this.entries.splice(this.at, this.entries.length, { hash: next, state: 'own' });
          },
          replace: next => {
            this.entry.hash = next;
          },
          markOwn: () => {
            this.entry.state = 'own';
          },
          isOwn: () => this.entry.state === 'own',
          onMove: moved => {
            this.#moved = moved;
            return () => {
              this.#moved = () => {};
            };
          },
        },
      },
    });
  }

  /** A page that has loaded, and has run what it opened. */
  static async loaded(options: ConstructorParameters<typeof Bench>[0] = {}): Promise<Bench> {
    const bench = new Bench(options);
    bench.workbench.hostConnected();
    await bench.workbench.load();
    return bench;
  }

  get entry(): Entry {
    return this.entries[this.at] ?? { hash: '', state: null };
  }

  get engine(): FakeEngine {
    const engine = this.engines.at(-1);
    if (!engine) throw new Error('no engine was started');
    return engine;
  }

  /** Goes through the history. */
  async go(by: number): Promise<void> {
    this.at += by;
    this.#moved();
    await this.settled();
  }

  /** The visitor edits the address. */
  async edit(hash: string): Promise<void> {
    this.at += 1;
    this.entries.splice(this.at, this.entries.length, { hash, state: null });
    this.#moved();
    await this.settled();
  }

  /** Lets the next timer ring. */
  ring(): void {
    const [next] = this.#timers;
    if (!next) throw new Error('no timer is set');
    this.#timers.delete(next[0]);
    next[1]();
  }

  get isTimed(): boolean {
    return this.#timers.size > 0;
  }

  /** Until everything that was asked for is over. */
  async settled(): Promise<void> {
    do await task();
    while (this.workbench.pending > 0);
    for (let more = 0; more < 6; more += 1) await task();
  }

  /** Until this holds; a test that waits in vain runs out of its time. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await task();
  }

  /** Until what the address has recorded is shown. */
  previewed(): Promise<void> {
    return this.until(() => this.workbench.shown !== null);
  }

  /** What a run shows. */
  text(run: 0 | 1): string {
    return (this.workbench.shown?.runs[run]?.output ?? []).map(({ text }) => text).join('');
  }

  /** What the page was asked for of the engine, by kind. */
  kinds(): string[] {
    return this.engine.asked.map(({ kind }) => kind);
  }
}
