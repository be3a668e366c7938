import { expect, test } from 'vitest';
import type { Contrast, Spec } from '../engine/protocol.js';
import { defaultEdit, inOrder, untouched, wishAgain, withTask } from './edits.js';

const FIRST: Spec = {
  version: 1,
  model: { id: 'm', sha256: '0' },
  task: { kind: 'cups', seed: 1 },
  order: 'decision_first',
  note: 'yes',
  sampling: { kind: 'sample', temperature: 0.8, top_k: null, top_p: null, seed: 3 },
};
const ANSWER: Contrast = {
  version: 2,
  first: FIRST,
  differs: { kind: 'answer' },
  words: [{ at: 2, token: 'Ġno' }],
};

test('a flip writes both runs anew, and what a link brought stays', () => {
  const { contrast, awaits, dropped } = inOrder(ANSWER, { kind: 'answer' }, 'reasoning_first');
  expect(contrast.first).toMatchObject({ order: 'reasoning_first', note: 'yes', sampling: FIRST.sampling });
  expect([contrast.differs, awaits]).toEqual([{ kind: 'nothing' }, { kind: 'answer' }]);
  // The opposite answer is chosen anew; it was not the visitor's word.
  expect(dropped).toEqual({ words: 0, cuts: 0 });
});

test('the other order needs nothing of the first run, so it is there at once', () => {
  const { contrast, awaits } = withTask(ANSWER, { kind: 'order' }, { kind: 'picture', seed: 4 });
  expect([contrast.differs, awaits]).toEqual([{ kind: 'order' }, null]);
  expect(contrast.first.task).toEqual({ kind: 'picture', seed: 4 });
});

test('words chosen for a text are counted when it goes', () => {
  const word: Contrast = {
    ...ANSWER,
    differs: { kind: 'word' },
    first: { ...FIRST, forced: [{ at: 1, token: 'a' }] },
  };
  const wish = wishAgain(word.differs);
  expect(wish).toEqual({ kind: 'nothing' });
  expect(inOrder(word, wish, 'reasoning_first').dropped).toEqual({ words: 2, cuts: 0 });
});

test('reset keeps what the second run differs in, and what it was chosen for where the first stays', () => {
  const recorded: Contrast = { ...ANSWER, recordings: [undefined, undefined] };
  const { contrast, awaits } = untouched(recorded, { kind: 'answer' }, false);
  expect([contrast.words, contrast.recordings, awaits]).toEqual([ANSWER.words, undefined, null]);
  expect(contrast.first).toEqual(FIRST);
});

test('reset takes a forced word out of the first run, and makes the second anew', () => {
  const forced: Contrast = { ...ANSWER, first: { ...FIRST, forced: [{ at: 8, token: 'x' }] } };
  const { contrast, awaits } = untouched(forced, { kind: 'answer' }, false);
  expect(contrast.first.forced).toEqual([]);
  expect([contrast.differs, awaits]).toEqual([{ kind: 'nothing' }, { kind: 'answer' }]);
  const word: Contrast = { ...ANSWER, differs: { kind: 'word' } };
  expect(untouched(word, { kind: 'nothing' }, false)).toMatchObject({
    contrast: { differs: { kind: 'nothing' } },
    awaits: null,
  });
});

test('each difference can be wished for again, but for a word', () => {
  expect(wishAgain(undefined)).toEqual({ kind: 'nothing' });
  expect(wishAgain({ kind: 'note', says: 'no' })).toEqual({ kind: 'note' });
  const cut = { kind: 'cut', layers: 'all', heads: { only: [1] } } as const;
  expect(wishAgain({ ...cut, heads: { only: [1] } })).toEqual(cut);
});

test('without a link, a model that has no chapters is asked one question, with both answers', () => {
  const { contrast, awaits } = defaultEdit({ id: 'm', sha256: '0' } as never);
  expect([contrast.first.task.kind, awaits]).toEqual(['cups', { kind: 'answer' }]);
});
