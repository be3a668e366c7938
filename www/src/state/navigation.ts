import type { ModelInfo } from '../engine/protocol.js';
import { readRecorded } from '../link/read.js';
import type { AddressSync, Entry, Origin } from './address-sync.js';
import { CHAPTERS, type Chapter, chapterById } from './chapters.js';
import { defaultEdit } from './edits.js';
import type { Stage } from './stage.js';
import type { StageRunner } from './stage-runner.js';

export interface NavigationOptions {
  address: AddressSync;
  runner: StageRunner;
  /** The chapter whose page this is, by its id. */
  chapter: string | null;
  /** Whether a stranger's link is run without a press. */
  isEager: boolean;
  model(): ModelInfo | null;
  /** A link was opened; `notice` is what it makes worth knowing, and `isNew` whether nothing of it was shown before. */
  opened(notice: string, isNew: boolean): void;
}

/** Opens what the address names: a link, or the chapter of the page. */
export class Navigation {
  readonly #options: NavigationOptions;
  /** The link whose recording is being read. */
  #reading = '';

  constructor(options: NavigationOptions) {
    this.#options = options;
  }

  /** Shows what the address has recorded, long before there is an engine to open it. */
  async preview(): Promise<void> {
    const { address, runner } = this.#options;
    const { hash, origin } = address;
    const named = hash || this.#first?.hash || '';
    if (runner.stage || named === this.#reading) return;
    this.#reading = named;
    const recorded = await readRecorded(named);
    if (recorded && !runner.stage && address.hash === hash) runner.preview(recorded, origin);
  }

  /** Opens what the address names and runs it. What a stranger's link says waits for a press. */
  async openAddress(signal: AbortSignal): Promise<void> {
    const { address, runner, isEager } = this.#options;
    const { hash, origin } = address;
    const before = runner.stage;
    if (hash && hash === before?.hash) {
      // What was opened on the way, while this waited, has not been run yet.
      if (isFresh(before) && runner.origin !== 'link') await runner.finish(signal);
      return;
    }
    if (!hash) return this.openFirst('replace', signal);
    try {
      await this.#open(hash, 'replace', origin);
    } catch (error) {
      // The page keeps what it had, and the address says so.
      if (before && before === runner.stage) address.restore(hash, before.hash, runner.origin);
      throw error;
    }
    // What they saw is a claim, and a question in words of their own may be anything.
    const isTheirs =
      runner.origin === 'link' || (origin === 'link' && runner.stage?.contrast.first.task.kind === 'text');
    if (isEager || !isTheirs) await runner.finish(signal);
  }

  /** Opens the chapter of this page and runs it; of the first page, the first. */
  async openFirst(entry: Entry, signal: AbortSignal): Promise<void> {
    const { runner, model: modelNow } = this.#options;
    const model = modelNow();
    if (!model) return;
    const hash = this.#first?.hash;
    const recorded = hash ? await readRecorded(hash) : null;
    if (recorded?.model === model.id) await this.#open(recorded.hash, entry, 'chapter');
    else await runner.edit(defaultEdit(model), entry);
    await runner.finish(signal);
  }

  /** Opens a chapter and runs it. */
  async openChapter(id: string, signal: AbortSignal): Promise<void> {
    const hash = chapterById(id)?.hash;
    if (!hash) return;
    await this.#open(hash, 'push', 'chapter');
    await this.#options.runner.finish(signal);
  }

  get #first(): Chapter | null {
    return chapterById(this.#options.chapter) ?? CHAPTERS[0] ?? null;
  }

  async #open(hash: string, entry: Entry, origin: Origin): Promise<void> {
    const { runner, opened } = this.#options;
    const isNew = runner.stage !== null || runner.recorded?.hash !== hash;
    opened(await runner.open({ hash }, entry, origin), isNew);
  }
}

/** Whether nothing has been written yet. */
function isFresh({ runs }: Stage): boolean {
  return runs.every(({ output, end }) => output.length === 0 && !end?.over);
}
