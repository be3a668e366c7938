import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import chapters from '../chapters/chapters.json';
import { linkTo, oldLinkTo } from '../engine/testing/link.js';
import { BOTH_ANSWERS, FIRST } from '../engine/testing/toy-chapters.js';
import { recorded, recordingOf, written } from '../engine/testing/toy-results.js';
import { labelsOf } from './labels.js';
import { readRecorded } from './read.js';
import { crc32 } from './unpack.js';

const FORCED = { ...FIRST, forced: [{ at: 2, token: 'Ġno' }] };
const WORDS = 'answer : no .reasons : it looks odd .</s>';

test('each chapter is read as the engine has it: both runs, labels, answers', async () => {
  for (const { id, hash, conditions, answers } of chapters) {
    const contrast = await readRecorded(hash);
    expect(
      contrast?.runs.map(({ labels }) => labels),
      id,
    ).toEqual(conditions);
    contrast?.runs.forEach(({ prompt, output }, index) => {
      const answer = answers[index];
      const token = output[(answer?.at ?? 0) - prompt.length];
      expect([token?.text.trim(), token?.forced, token?.span], id).toEqual([
        answer?.word,
        answer?.forced,
        'decision',
      ]);
      expect(Math.abs((token?.probability ?? 0) - (answer?.probability ?? 0))).toBeLessThan(0.001);
    });
    expect(contrast?.hash).toBe(hash);
  }
  expect(chapters.length).toBeGreaterThan(4);
});

test('a link of version 1 whose last forced word is the answer stands beside the model’s own run', async () => {
  const recording = recordingOf(written(FORCED));
  const contrast = await readRecorded(oldLinkTo({ ...FORCED, recording }));
  expect([contrast?.differs, contrast?.words]).toEqual(['answer', [' no']]);
  const [own, made] = contrast?.runs ?? [];
  expect(own?.output).toEqual([]);
  expect([own?.labels, own?.prompt]).toEqual([[], made?.prompt]);
  expect(made?.output.map(({ text }) => text).join('')).toBe(WORDS);
  expect(made?.labels).toEqual(['Forced: “no”']);
  expect(made?.output[2]).toMatchObject({ forced: true, span: 'decision' });
});

test('another forced word leaves a link of version 1 alone, and so does a label that is none of the answer’s', async () => {
  const reason = { ...FIRST, forced: [{ at: 8, token: 'Ġplain' }] };
  const alone = await readRecorded(oldLinkTo({ ...reason, recording: recordingOf(written(reason)) }));
  expect([alone?.differs, alone?.runs.length, alone?.runs[0]?.labels]).toEqual([
    'nothing',
    1,
    ['Forced: “plain”'],
  ]);
  const recording = { ...recordingOf(written(FORCED)), parts: [] };
  const unlabelled = await readRecorded(oldLinkTo({ ...FORCED, recording }));
  expect(unlabelled?.runs).toHaveLength(1);
});

test('frozen links of version 1 are read as they were', async () => {
  const link = (name: string) =>
    readFileSync(new URL(`../../../tests/links/v1/${name}.txt`, import.meta.url), 'utf8').trim();
  expect((await readRecorded(link('recorded')))?.runs.at(-1)?.output.length).toBeGreaterThan(5);
  expect((await readRecorded(link('full')))?.runs[0]?.labels).toEqual([
    'Forced: “no”',
    "Cut: its answer can't look at tokens 4 and 5 of the text, in layers 1 and 2, all heads",
    'Note: the answer is no.',
    'Sampled: temperature 0.7, top-k 40, top-p 0.9, seed 11',
  ]);
  for (const name of ['plain', 'made', 'picture', 'access'])
    expect(await readRecorded(link(name))).toBeNull();
});

test('what differs is what the second run is labelled with', async () => {
  const read = async (contrast: Parameters<typeof recorded>[0]) => {
    const { differs, runs } = (await readRecorded(linkTo(recorded(contrast)))) ?? {};
    return [differs, runs?.[1]?.order, runs?.[1]?.labels, runs?.[1]?.output.at(8)?.text];
  };
  const { first } = BOTH_ANSWERS;
  expect(await read({ version: 2, first, differs: { kind: 'order' } })).toEqual([
    'order',
    'reasoning_first',
    [],
    ' yes',
  ]);
  expect(await read({ version: 2, first, differs: { kind: 'note', says: 'no' } })).toEqual([
    'note',
    'decision_first',
    ['Note: the answer is no.'],
    ' odd',
  ]);
  expect(
    await read({ version: 2, first, differs: { kind: 'cut', layers: 'all', heads: { only: [1, 0] } } }),
  ).toEqual([
    'cut',
    'decision_first',
    ["Cut: its reasons can't look at its answer, in all layers, heads 1 and 2"],
    ' plain',
  ]);
});

test('what a flip of the order can’t take over is not in the second run', async () => {
  const cut = {
    kind: 'cut' as const,
    to: { span: 'scene' as const },
    layers: 'all' as const,
    heads: 'all' as const,
  };
  const first = {
    ...FIRST,
    forced: [{ at: 8, token: 'Ġplain' }],
    interventions: [
      { ...cut, from: { span: 'reasoning' as const } },
      { ...cut, from: { positions: [4] } },
    ],
  };
  const contrast = await readRecorded(linkTo(recorded({ version: 2, first, differs: { kind: 'order' } })));
  expect(contrast?.runs[0]?.labels).toEqual([
    "Cut: its reasons can't look at the scene, in all layers and heads",
    "Cut: token 5 of the text can't look at the scene, in all layers and heads",
  ]);
  expect(contrast?.runs[1]?.labels).toEqual([
    "Cut: its reasons can't look at the scene, in all layers and heads",
  ]);
});

test('a word that the model would have chosen anyway is not forced', async () => {
  const own = { ...FIRST, forced: [{ at: 2, token: 'Ġyes' }] };
  const contrast = { version: 2, first: own };
  const sure = await readRecorded(linkTo(recorded(contrast)));
  expect([sure?.runs[0]?.labels, sure?.runs[0]?.output[2]?.forced]).toEqual([[], false]);
  const sampling = { kind: 'sample' as const, temperature: 1.5, top_k: 5, top_p: 0.9, seed: 7 };
  const sampled = await readRecorded(linkTo(recorded({ ...contrast, first: { ...own, sampling } })));
  expect(sampled?.runs[0]?.labels).toEqual([
    'Forced: “yes”',
    'Sampled: temperature 1.5, top-k 5, top-p 0.9, seed 7',
  ]);
});

test('somebody’s own choices are what their answers are', async () => {
  const task = {
    kind: 'text' as const,
    scene: 'a',
    question: 'b?',
    choices: [' left ', 'right'] as [string, string],
  };
  const contrast = await readRecorded(
    linkTo(recorded({ version: 2, first: { ...FIRST, task, note: 'yes' } })),
  );
  expect(contrast?.runs[0]?.choices).toEqual(['left', 'right']);
  expect(contrast?.runs[0]?.labels).toEqual(['Note: the answer is left.']);
});

test('nothing is made of a link that is damaged, of another kind, or without a recording', async () => {
  const good = linkTo(recorded(BOTH_ANSWERS));
  const damaged = `${good.slice(0, 6)}${good[6] === 'A' ? 'B' : 'A'}${good.slice(7)}`;
  const bad = [
    ...['', '#', '#about', '#v3.AAAA', '#v2.', '#v2.AA', '#v1.%F0%9F', `#v1.${'A'.repeat(9000)}`, damaged],
    ...[linkTo(BOTH_ANSWERS), oldLinkTo(FIRST)],
    linkTo({ ...recorded(BOTH_ANSWERS), differs: { kind: 'nonsense' } } as never),
    linkTo({ ...recorded(BOTH_ANSWERS), first: { ...FIRST, order: 'none' } } as never),
    linkTo({ ...recorded(BOTH_ANSWERS), first: { ...FIRST, note: 'maybe' } } as never),
    linkTo({ version: 2, first: FIRST, recordings: [{ ids: [], texts: [4] }, null] } as never),
    linkTo({
      version: 2,
      first: FIRST,
      recordings: [{ ids: [], texts: ['a'], parts: [{ span: 'scene', count: 2 }] }],
    } as never),
    oldLinkTo('x'.repeat(70_000) as never),
  ];
  for (const hash of bad) expect(await readRecorded(hash), hash.slice(0, 20)).toBeNull();
  expect(await readRecorded(good.replace('#v2', '#v002'))).not.toBeNull();
});

test('the check value is that of gzip', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('labels name what was done in words, however much it was', () => {
  const place = { positions: [0, 1, 2, 8] };
  const cut = (more: Record<string, unknown>) => ({
    from: place,
    to: { span: 'question' },
    layers: 'all',
    heads: 'all',
    ...more,
  });
  const labels = (interventions: unknown[], forced: string[] = []) =>
    labelsOf({ forced, interventions, note: null, sampling: undefined });
  expect(labels([cut({ layers: { only: [1] }, heads: { only: [0, 2] } })])).toEqual([
    "Cut: tokens 1 to 3 and 9 of the text can't look at the question, in layer 2, heads 1 and 3",
  ]);
  expect(labels([cut({ from: { positions: [1, 3, 5, 7, 9] } })])[0]).toContain('5 tokens between 2 and 10');
  expect(labels([cut({ from: { positions: [] } })])).toEqual(['Cut: nothing, for it names no words']);
  expect(labels([cut({ heads: { only: [] } })])).toEqual([
    'Cut: nothing, for it names no layers or no heads',
  ]);
  const many = [0, 1, 2, 3, 4].map(layer => cut({ layers: { only: [layer] } }));
  expect(labels(many).at(-1)).toBe('Cut: 2 more connections');
  expect(labels(many.slice(0, 4)).at(-1)).toBe('Cut: 1 more connection');
  expect(labels([], ['a', ' ', 'c', 'd'])).toEqual(['4 words forced: “a”, a space, “c” and 1 more']);
  expect(() => labels([cut({ to: { span: '__proto__' } })])).toThrow(TypeError);
});
