import { expect, test } from 'vitest';
import { awaitedName, droppedSentence, firstName, type Named, secondName } from './contrast.js';

const PLAIN: Named = { order: 'decision_first', forced: [], note: null, isCut: false };

test('the first run is left to itself unless something was done to it', () => {
  expect(firstName(PLAIN, 'answer')).toBe('Left to itself');
  expect(firstName(PLAIN, 'order')).toBe('Answer first');
  expect(firstName({ ...PLAIN, note: 'no' }, 'answer')).toBe('With the note “the answer is no”');
  expect(firstName({ ...PLAIN, isCut: true }, 'nothing')).toBe('With connections cut');
  expect(firstName({ ...PLAIN, forced: [' red', ' '] }, 'nothing')).toBe('With “red” and a space forced');
});

test('the second run is named by what it differs in', () => {
  expect(secondName('answer', PLAIN, [' yes'])).toBe('Made to answer “yes”');
  expect(secondName('order', { ...PLAIN, order: 'reasoning_first' }, [])).toBe('Reasons first');
  expect(secondName('cut', PLAIN, ['answer', ':'])).toBe('Connection cut');
  expect(secondName('note', { ...PLAIN, note: 'yes' }, [])).toBe('With the note “the answer is yes”');
  expect(secondName('word', PLAIN, ['a', 'b', 'c', 'd'])).toBe('With 4 words forced');
});

test('one that still waits for the first says what it will be', () => {
  expect(awaitedName({ kind: 'answer' })).toBe('Made to answer the opposite');
  expect(awaitedName({ kind: 'note' })).toContain('opposite');
  expect(awaitedName({ kind: 'cut', layers: 'all', heads: 'all' })).toBe('Connection cut');
});

test('what is left out is counted', () => {
  expect(droppedSentence({ words: 2, cuts: 1 }, 'in this order')).toBe(
    'Left out in this order: 2 forced words, 1 cut.',
  );
  expect(droppedSentence({ words: 0, cuts: 2 }, 'for this question')).toBe(
    'Left out for this question: 2 cuts.',
  );
  expect(droppedSentence({ words: 0, cuts: 0 }, 'in this order')).toBe('');
});
