import { expect, test } from 'vitest';
import type { Token } from '../engine/protocol.js';
import { passages } from './group.js';

function token(position: number, text: string, span: Token['span']): Token {
  return { position, id: 0, text, span, forced: false, logprob: -0.1, entropy: 0.1, top: [] };
}

/** By part of the text, its words with what hangs on them. */
const grouped = (tokens: Token[]) =>
  passages(tokens).map(({ span, clusters }) => [
    span,
    clusters.map(cluster => cluster.map(({ text }) => text).join('')),
  ]);

test('tokens are grouped by part, with punctuation on its word', () => {
  const tokens = [
    token(0, '<s>', 'start'),
    token(1, 'it', 'scene'),
    token(2, ' is', 'scene'),
    token(3, '.', 'scene'),
    token(4, ' why', 'question'),
    token(5, '</s>', 'other'),
  ];
  expect(grouped(tokens)).toEqual([
    ['scene', ['<s>it', ' is.']],
    ['question', [' why</s>']],
  ]);
});

test('a part that comes again is a passage of its own', () => {
  const tokens = [
    token(0, ' so', 'reasoning'),
    token(1, ' answer', 'decision'),
    token(2, ' so', 'reasoning'),
  ];
  expect(grouped(tokens)).toEqual([
    ['reasoning', [' so']],
    ['decision', [' answer']],
    ['reasoning', [' so']],
  ]);
  expect(grouped([])).toEqual([]);
});
