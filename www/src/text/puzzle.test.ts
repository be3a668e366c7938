import { describe, expect, it } from 'vitest';
import type { Puzzle, Scene } from '../engine/protocol.js';
import { cupsOf } from './cups.js';
import { kindOf, sizeOf } from './puzzle.js';

const CUPS = {
  start: 'red',
  swaps: [
    ['blue', 'red'],
    ['green', 'white'],
  ],
  asked: 'blue',
} satisfies Extract<Puzzle, { cups: unknown }>['cups'];

const scene = (puzzle: Puzzle | undefined, solution?: Scene['solution']): Scene => ({
  text: '',
  question: '',
  choices: ['yes', 'no'],
  truth: undefined,
  puzzle,
  solution,
});

describe('sizeOf', () => {
  it('counts swaps, details and look-ups', () => {
    expect(sizeOf(scene({ cups: CUPS }))).toBe(2);
    expect(sizeOf(scene({ picture: { details: [{ who: 'dog', doing: 'tea' }] } }))).toBe(1);
    const lookups = [{ at: 4, fact: { key: [2, 'cedar'] as [number, 'cedar'] } }];
    const access: Puzzle = { access: { facts: [], key: 2, volume: 3 } };
    expect(kindOf(access)).toBe('access');
    expect(sizeOf(scene(access, { access: { lookups } }))).toBe(1);
  });

  it('is nothing for words of somebody’s own', () => {
    expect(sizeOf(scene(undefined))).toBe(0);
  });
});

describe('cupsOf', () => {
  it('names each cup once, in the order of the words', () => {
    expect(cupsOf(CUPS)).toEqual(['red', 'blue', 'green', 'white']);
  });
});
