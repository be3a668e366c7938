import { chapterOf } from './chapters.js';

/** The address bar, as far as the state needs it. */
export interface AddressBar {
  /** The chapter whose page this is, by its id. */
  readonly chapter: string | null;
  /** What stands behind the address, with its `#`. */
  hash(): string;
  /** Makes a history entry of the visitor's own. */
  push(hash: string): void;
  /** Rewrites the entry in place, whoever's it is. */
  replace(hash: string): void;
  /** Says that the entry is the visitor's own doing. */
  markOwn(): void;
  /** Whether the entry is the visitor's own doing, and not a link that was followed. */
  isOwn(): boolean;
  /** Calls `moved` whenever the visitor goes back, forward, or edits the hash; returns what ends that. */
  onMove(moved: () => void): () => void;
}

/** Whose words a contrast has recorded: the page's, the visitor's, or another's. */
export type Origin = 'chapter' | 'own' | 'link';

/** How the address follows: a choice of the visitor's makes an entry, so that Back undoes it. */
export type Entry = 'push' | 'replace';

/** Keeps the address that of the contrast on the page. */
export class AddressSync {
  readonly #bar: AddressBar;

  constructor(bar: AddressBar) {
    this.#bar = bar;
  }

  get hash(): string {
    return this.#bar.hash();
  }

  /** Whose contrast the address names. */
  get origin(): Origin {
    const { hash } = this;
    if (!hash || chapterOf(hash)) return 'chapter';
    return this.#bar.isOwn() ? 'own' : 'link';
  }

  /** A contrast was opened, asked for when the address was `since`. */
  follow(hash: string, entry: Entry, since: string): void {
    if (entry === 'push') this.#bar.push(hash);
    // An address that has moved on in the meantime (Back, pressed twice) names what to open next: it stays.
    else if (this.hash === since) this.#bar.replace(hash);
  }

  /** The contrast's link has changed from `before`, with what its runs have written; `isOwn` tells whether nobody else claims it. */
  update(before: string, hash: string, isOwn: boolean): void {
    if (this.hash !== before) return;
    this.#bar.replace(hash);
    if (isOwn) this.#bar.markOwn();
  }

  /** The address named something that can't be opened: it says again what is there. */
  restore(failed: string, hash: string, origin: Origin): void {
    if (this.hash !== failed) return;
    this.#bar.replace(hash);
    if (origin !== 'link') this.#bar.markOwn();
  }
}
