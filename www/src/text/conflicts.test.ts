import { expect, test } from 'vitest';
import type { ShownRun } from '../state/shown.js';
import { conflictingWords } from './conflicts.js';

/** A run that writes these words from position 10 on, those in brackets in conflict. */
function run(text: string): ShownRun {
  const output: { position: number; text: string }[] = [];
  const conflicts = new Set<number>();
  let inside = false;
  for (const word of text.split(' ')) {
    inside ||= word.startsWith('[');
    const position = 10 + output.length;
    if (inside) conflicts.add(position);
    inside &&= !word.endsWith(']');
    output.push({ position, text: ` ${word.replace(/[[\]]/g, '')}` });
  }
  return { output, conflicts } as unknown as ShownRun;
}

test('what two findings begin with is not what makes them conflict', () => {
  const [left, right] = conflictingWords([
    run('[the bear looks wild] . [three odd] .'),
    run('[the bear looks calm and tidy] . [no odd] .'),
  ]);
  expect([...(left ?? [])]).toEqual([13, 15, 16]);
  expect([...(right ?? [])]).toEqual([13, 14, 15, 17, 18]);
});

test('findings that don’t pair up keep all of their words', () => {
  const runs = [run('[a b] . [c d]'), run('[a b]')];
  expect(conflictingWords(runs)).toEqual(runs.map(({ conflicts }) => conflicts));
});

test('while runs are played, a pair of findings is marked once both are there', () => {
  const runs = [
    run('[the bear looks wild] . [three odd] .'),
    run('[the bear looks calm and tidy] . [no odd] .'),
  ];
  const marked = (head: number) =>
    conflictingWords(runs.map(one => ({ ...one, output: one.output.slice(0, head) }))).map(kept => [...kept]);
  expect(marked(5)).toEqual([[], []]);
  expect(marked(6)).toEqual([[13], [13, 14, 15]]);
  expect(marked(9)).toEqual([
    [13, 15, 16],
    [13, 14, 15, 17, 18],
  ]);
});

test('a run alone keeps its own', () => {
  expect(conflictingWords([run('a b')])).toEqual([new Set()]);
});
