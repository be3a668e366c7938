import { expect, test } from 'vitest';
import type { Token } from '../engine/protocol.js';
import type { Seen } from '../state/attention.js';
import { headsNamed, lookSentence, shadeOf, strongest, timesText } from './attention.js';

const word = (text: string, position: number) => ({ text: ` ${text}`, position }) as Token;
const tokens = ['<s>', 'red', 'blue', 'is'].map(word);
const seen = {
  weights: Float32Array.of(0.4, 0.46, 0.1, 0.04),
  mean: 0.2,
  strongest: [1, 2, 3],
  spans: [
    { span: 'scene', weight: 0.55 },
    { span: 'start', weight: 0.4 },
  ],
} as unknown as Seen;

test('a shade grows with the times of the mean, and is full at eight', () => {
  expect(shadeOf(0)).toBe(0);
  expect(shadeOf(8)).toBe(1);
  expect(shadeOf(80)).toBe(1);
  expect(shadeOf(2)).toBeGreaterThan(shadeOf(1));
  expect(shadeOf(1)).toBeLessThan(0.15);
});

test('only words that stand out are named, with their times of the mean', () => {
  expect(strongest(seen, tokens, 6).map(({ token, times }) => [token.text.trim(), timesText(times)])).toEqual(
    [['red', '×2.3']],
  );
});

test('the chosen heads are named', () => {
  expect(headsNamed('mean', 'mean')).toBe('the mean of all heads');
  expect(headsNamed(2, 0)).toBe('head 1 in layer 3');
  expect(headsNamed('max', 'mean')).toBe('the max over the layers of the mean of the heads');
});

test('the largest weights are never told as a share of the whole', () => {
  const gaze = { row: 'choosing', layer: 'mean', head: 'max' } as const;
  expect(lookSentence('no', false, gaze, seen)).toBe(
    'To choose “no”, the most that any head gave to one word was 55\u202f% in the scene and 40\u202f% in the first token.',
  );
});

test('a forced word was not the model’s choice, and the sentence does not say so', () => {
  const gaze = { row: 'choosing', layer: 'mean', head: 'mean' } as const;
  expect(lookSentence('no', false, gaze, seen)).toBe(
    'To choose “no”, the model looked 55\u202f% at the scene and 40\u202f% at the first token.',
  );
  expect(lookSentence('no', true, gaze, seen)).toMatch(/^Where “no” was forced/);
});
