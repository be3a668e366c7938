import { expect, test } from 'vitest';
import type { Shared } from '../state/share.js';
import type { DisplayToken, ShownRun } from '../state/shown.js';
import { drawCard } from './card.js';

/** Every letter is half as wide as it is high. */
const measure = (text: string, font: string) =>
  0.5 * text.length * Number.parseFloat(/[\d.]+(?=px)/.exec(font)?.[0] ?? '16');

function tokens(words: readonly string[], span: DisplayToken['span'], from: number): DisplayToken[] {
  return words.map((text, index) => ({
    ...{ position: from + index, id: 0, text, span, forced: false },
    ...{ logprob: -1, entropy: 0, top: [] },
  }));
}

function run(index: 0 | 1, answer: string): ShownRun {
  const decision = tokens([' answer', ':', ` ${answer}`, '.'], 'decision', 10);
  const reasons = tokens(
    [' the', ' bear', ' looks', index === 0 ? ' odd' : ' calm', '.', ' </s>'],
    'reasoning',
    14,
  );
  const [, , word] = decision;
  if (word) word.forced = index === 1;
  return {
    ...{ index, order: 'decision_first', prompt: [], output: [...decision, ...reasons], total: 10 },
    name: index === 0 ? 'Left to itself' : 'Made to answer “no”',
    labels: index === 0 ? [] : ['Forced: “no”'],
    ...{ scene: null, outcome: null, over: true, reproduction: null, recorded: false },
    answer: { at: 12, word: answer, probability: 0.42, forced: index === 1 },
    conflicts: new Set([14, 15, 16, 17]),
  };
}

function shared(runs: readonly ShownRun[]): Shared {
  const shown = { runs, differs: 'answer', point: 'It turns a <finding> round.', hash: '#v2.a' } as const;
  const link = 'https://example.org/#v2.a';
  return { shown, link, seen: null, gaze: null, model: null, engine: null } as unknown as Shared;
}

function wordsOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '');
}

test('both runs stand side by side, each with what was done to it', () => {
  const svg = drawCard(shared([run(0, 'yes'), run(1, 'no')]), measure);
  const words = wordsOf(svg);
  for (const text of ['Left to itself', 'Made to answer “no”', 'Forced: “no”', 'yes', 'no', 'odd', 'calm'])
    expect(words).toContain(text);
  expect(words.filter(word => word === 'forced')).toHaveLength(1);
  expect(words).toContain('its own chance was 42\u202f%');
  const left = (text: string) => Number(new RegExp(`<text x="([\\d.]+)"[^>]*>${text}<`).exec(svg)?.[1]);
  expect(left('Left to itself')).toBeLessThan(600);
  expect(left('Made to answer “no”')).toBeGreaterThan(600);
});

test('only the words that make findings conflict are marked', () => {
  const words = wordsOf(drawCard(shared([run(0, 'yes'), run(1, 'no')]), measure));
  const marked = words.flatMap((word, index) => (word === '≠' ? [words[index + 1]] : []));
  expect(marked).toEqual(['odd', 'calm']);
});

test('marks of XML are escaped, and one run takes the whole width', () => {
  const svg = drawCard(shared([run(0, 'yes')]), measure);
  expect(svg).toContain('It turns a &#60;finding&#62; round.');
  expect(svg).not.toContain('</s>');
  expect(svg).toMatch(/<rect x="56" y="[\d.]+" width="1088" height="[\d.]+" rx="8"/);
});
