import chapters from '../chapters/chapters.json';
import type { Scene } from '../engine/protocol.js';

/** A stretch of tokens: its first position, prompt and output counted together, and the one after its last. */
export type Stretch = readonly [from: number, to: number];

/** A contrast that the page offers, and what it shows. */
export interface Chapter {
  /** Its address is `x/ID/`. */
  id: string;
  title: string;
  /** What its two runs show, in one sentence. */
  point: string;
  /** Its permalink, with the recordings of both runs. */
  hash: string;
  /** The question of both runs. */
  scene: Scene;
  /** The chapter after it. */
  next: string;
  /** What the button that leads to it says after “Next: ”. */
  hint: string;
  /** Of each run the findings that conflict with the other's. */
  conflicts?: readonly (readonly Stretch[])[];
}

type Stored = Omit<Chapter, 'next' | 'hint'> & { next_hint: string };

/** Chapters in their order, each with the one after it; the last leads to the first. */
export function linked(stored: readonly Stored[]): readonly Chapter[] {
  return stored.map(({ next_hint: hint, ...chapter }, index) => ({
    ...chapter,
    hint,
    next: stored[(index + 1) % stored.length]?.id ?? chapter.id,
  }));
}

export const CHAPTERS: readonly Chapter[] = linked(chapters as unknown as readonly Stored[]);

/** The chapter whose link this is; null where it is none's. */
export function chapterOf(hash: string | null | undefined): Chapter | null {
  return CHAPTERS.find(chapter => chapter.hash === hash) ?? null;
}

export function chapterById(id: string | null | undefined): Chapter | null {
  return CHAPTERS.find(chapter => chapter.id === id) ?? null;
}

/** The chapter after this one. */
export function nextChapter(id: string): Chapter | null {
  return chapterById(chapterById(id)?.next);
}
