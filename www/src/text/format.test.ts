import { expect, test } from 'vitest';
import { listed, megabytes, percent, probability, roundCount, sentence } from './format.js';

test('what is not nothing is never shown as 0 %', () => {
  expect(percent(0.6249)).toBe('62\u202f%');
  expect(percent(0.6249, 1)).toBe('62.5\u202f%');
  expect(percent(0)).toBe('0\u202f%');
  expect(percent(0.0004, 1)).toBe('<\u202f0.1\u202f%');
  expect(percent(0.004)).toBe('<\u202f1\u202f%');
  expect(percent(0.005)).toBe('1\u202f%');
  expect(percent(0.9951)).toBe('>\u202f99\u202f%');
  expect(percent(0.9996, 1)).toBe('>\u202f99.9\u202f%');
  expect(percent(0.999999, 1)).toBe('100.0\u202f%');
  expect(percent(1)).toBe('100\u202f%');
});

test('a share below nothing has a minus, and none where it rounds to nothing', () => {
  expect(percent(-0.084)).toBe('−8\u202f%');
  expect(percent(-0.084, 1)).toBe('−8.4\u202f%');
  expect(percent(-0.001)).toBe('0\u202f%');
});

test('a log-probability a rounding error above 0 is still no more than certain', () => {
  expect(probability(Math.log(0.25))).toBeCloseTo(0.25);
  expect(probability(1e-7)).toBe(1);
});

test('sizes and counts are rounded to what a reader takes in', () => {
  expect(megabytes(3_140_000)).toBe('3.1');
  expect(roundCount(1_234_567)).toBe('1.2 million');
  expect(roundCount(569_600)).toBe('570 thousand');
});

test('a list reads as one is spoken', () => {
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b'])).toBe('a and b');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});

test('a message becomes a sentence, and a file’s name keeps its small letter', () => {
  expect(sentence('the link is broken')).toBe('The link is broken.');
  expect(sentence('is that so?')).toBe('Is that so?');
  expect(sentence('config.json: no such file')).toBe('config.json: no such file.');
});
