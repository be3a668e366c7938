import type { Chapter } from '../state/chapters.js';
import type { Kind } from './stage.js';

/** What there is to try after a result. */
export type Next =
  | { to: 'chapter'; id: string; name: string }
  | { to: 'difference'; kind: Exclude<Kind, 'word' | 'nothing'>; name: string }
  | { to: 'scene'; name: string };

const OFFERED: readonly { kind: Exclude<Kind, 'word' | 'nothing'>; name: string }[] = [
  { kind: 'answer', name: 'force the opposite answer' },
  { kind: 'order', name: 'turn the order round' },
  { kind: 'cut', name: 'cut the connection' },
  { kind: 'note', name: 'plant a note' },
];

/**
 * What to try next: from a chapter the one after it; otherwise what has not been tried on this question yet, and after all of that
 * another scene, or the first chapter where the words are somebody's own.
 */
export function nextOf(
  chapter: Chapter | null,
  chapters: readonly Chapter[],
  tried: ReadonlySet<Kind>,
  hasScenes: boolean,
): Next | null {
  const after = chapter && chapters.find(({ id }) => id === chapter.next);
  if (after) return { to: 'chapter', id: after.id, name: after.hint };
  const fresh = chapter ? undefined : OFFERED.find(({ kind }) => !tried.has(kind));
  if (fresh) return { to: 'difference', ...fresh };
  if (hasScenes) return { to: 'scene', name: 'another scene' };
  const first = chapters[0];
  return first ? { to: 'chapter', id: first.id, name: first.hint } : null;
}

/** What the second run has differed in, on the question that is asked now. */
export class Tried {
  readonly kinds = new Set<Kind>();
  #asked = '';

  /** The question, and what the second run differs in now. */
  follow(question: unknown, kind: Kind): void {
    const asked = JSON.stringify(question) ?? '';
    if (asked !== this.#asked) this.kinds.clear();
    this.#asked = asked;
    this.kinds.add(kind);
  }
}
