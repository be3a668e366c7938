import { expect, test } from 'vitest';
import { ratesOf } from '../../build/rates.js';
import { type Asked, rateSentence } from './rates.js';

const RATES = ratesOf('foregone-1');
const plain = (asked: Asked) => rateSentence(asked, RATES).replaceAll('\u202f', ' ');

test('what the card knows of an order is said with its n and its interval', () => {
  const asked: Asked = { kind: 'access', size: 15, order: 'decision_first', differs: 'order' };
  expect(plain(asked)).toBe(
    'Of 505 sets of facts of 12 to 15 facts, answer first was right in 48.9 % (44.6–53.3), not told from a coin’s toss, and reasons first in 100.0 % (99.2–100.0).',
  );
  expect(plain({ ...asked, kind: 'cups', size: 2 })).toBe(
    'Of 143 chains of 2 swaps, answer first was right in 95.8 % (91.1–98.1) and reasons first in 100.0 % (97.4–100.0).',
  );
  expect(plain({ ...asked, kind: 'picture', size: 3 })).toContain(
    'the same answer in 79.5 % (76.9–81.9) of 1,000',
  );
});

test('the other differences have theirs where something was measured, and none elsewhere', () => {
  const asked: Asked = { kind: 'cups', size: 6, order: 'reasoning_first', differs: 'cut' };
  expect(plain(asked)).toMatch(/^Of 119 chains of 6 swaps, it was right in .* with its reasons out of sight/);
  expect(plain({ ...asked, kind: 'picture' })).toBe('');
  expect(plain({ ...asked, order: 'decision_first' })).toBe('');
  expect(plain({ ...asked, differs: 'word' })).toBe('');
  expect(plain({ ...asked, differs: 'note' })).toContain('A note against the right one was followed in');
  expect(plain({ ...asked, differs: 'answer' })).toBe('');
  expect(plain({ ...asked, differs: 'answer', order: 'decision_first', kind: 'picture' })).toContain(
    '65.2 %',
  );
});
