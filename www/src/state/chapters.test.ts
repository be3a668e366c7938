import { expect, test } from 'vitest';
import { CHAPTERS, chapterById, chapterOf, nextChapter } from './chapters.js';

test('the chapters lead from one to the next, and the last to the first', () => {
  const seen: string[] = [];
  let chapter = CHAPTERS[0] ?? null;
  for (let times = 0; times < CHAPTERS.length && chapter; times += 1) {
    seen.push(chapter.id);
    chapter = nextChapter(chapter.id);
  }
  expect(seen).toEqual(CHAPTERS.map(({ id }) => id));
  expect(chapter?.id).toBe(CHAPTERS[0]?.id);
  expect(nextChapter('no such')).toBeNull();
});

test('a chapter is known by its link, and by its name', () => {
  for (const chapter of CHAPTERS) {
    expect(chapterOf(chapter.hash)).toBe(chapter);
    expect(chapterById(chapter.id)).toBe(chapter);
    expect(chapter.hint).not.toBe('');
  }
  expect([chapterOf(''), chapterOf(null), chapterOf(undefined), chapterById(null)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
