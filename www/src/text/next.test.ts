import { expect, test } from 'vitest';
import type { Chapter } from '../state/chapters.js';
import { nextOf, Tried } from './next.js';

const chapter = (id: string, next: string): Chapter => ({
  ...{ id, next, title: id, hint: `about ${id}`, point: '', hash: '' },
  scene: { text: '', question: '', choices: ['yes', 'no'] } as unknown as Chapter['scene'],
});
const chapters = [chapter('one', 'two'), chapter('two', 'one')];
const [one = null] = chapters;

test('a chapter leads to the one after it, whatever has been tried', () => {
  expect(nextOf(one, chapters, new Set(['answer']), true)).toEqual({
    to: 'chapter',
    id: 'two',
    name: 'about two',
  });
});

test('a contrast of the visitor’s own leads to what has not been tried on its question yet', () => {
  expect(nextOf(null, chapters, new Set(['nothing']), true)).toMatchObject({
    to: 'difference',
    kind: 'answer',
  });
  expect(nextOf(null, chapters, new Set(['answer', 'cut']), true)).toMatchObject({ kind: 'order' });
});

test('after all of that comes another scene, or the first chapter where there are no scenes', () => {
  const all = new Set(['answer', 'order', 'cut', 'note'] as const);
  expect(nextOf(null, chapters, all, true)).toMatchObject({ to: 'scene' });
  expect(nextOf(null, chapters, all, false)).toMatchObject({ to: 'chapter', id: 'one' });
  expect(nextOf(null, [], all, false)).toBeNull();
});

test('what has been tried is of one question', () => {
  const tried = new Tried();
  tried.follow({ text: 'one' }, 'answer');
  tried.follow({ text: 'one' }, 'order');
  expect([...tried.kinds]).toEqual(['answer', 'order']);
  tried.follow({ text: 'other' }, 'cut');
  expect([...tried.kinds]).toEqual(['cut']);
});
