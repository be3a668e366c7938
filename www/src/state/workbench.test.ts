import { expect, test, vi } from 'vitest';
import { Bench } from '../engine/testing/bench.js';
import { linkTo } from '../engine/testing/link.js';
import { BOTH_ANSWERS, FIRST } from '../engine/testing/toy-chapters.js';

vi.mock('../chapters/chapters.json', async () => ({
  default: (await import('../engine/testing/toy-chapters.js')).TOY_CHAPTERS,
}));

const YES = 'answer : yes .reasons : it looks calm .</s>';
const NO = 'answer : no .reasons : it looks odd .</s>';
const REASONS_FIRST = 'reasons : it looks calm .answer : yes .</s>';

test('the first chapter is run when nothing else is asked for, both runs to their ends', async () => {
  const bench = await Bench.loaded();
  const { shown, chapter, origin, running, pending } = bench.workbench;
  expect([bench.text(0), bench.text(1)]).toEqual([YES, NO]);
  expect(shown?.runs.map(({ over, recorded, reproduction }) => [over, recorded, reproduction?.kind])).toEqual(
    [
      [true, false, 'same'],
      [true, false, 'same'],
    ],
  );
  expect(shown?.runs.map(({ name }) => name)).toEqual(['Left to itself', 'Made to answer “no”']);
  expect(shown?.point).toBe('The point of answers.');
  expect([chapter?.id, chapter?.next, origin, running, pending]).toEqual([
    'answers',
    'orders',
    'chapter',
    false,
    0,
  ]);
  expect(bench.entry.hash).toBe(chapter?.hash);
});

test('all tokens of a frame come at once', async () => {
  const bench = await Bench.loaded();
  bench.updates = 0;
  let lists = 0;
  let last = bench.workbench.stage?.runs[0]?.output;
  const { workbench } = bench;
  const done = workbench.run();
  const watch = setInterval(() => {}, 1);
  while (workbench.pending > 0) {
    const output = workbench.stage?.runs[0]?.output;
    if (output !== last && (output?.length ?? 0) > 0) lists += 1;
    last = output;
    await new Promise(resolve => setImmediate(resolve));
  }
  clearInterval(watch);
  await done;
  expect(workbench.stage?.runs[0]?.output).toHaveLength(11);
  // Twenty-two tokens are written, three in each task.
  expect(lists).toBeLessThan(11);
  expect(bench.updates).toBeLessThan(22 + 11);
});

test('a step writes one token of each run, and reset leaves none', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await workbench.reset();
  expect([bench.text(0), bench.text(1)]).toEqual(['', '']);
  expect(workbench.shown?.differs).toBe('answer');
  expect(workbench.shown?.point).toBe('');
  await Promise.all([workbench.step(), workbench.step(), workbench.step()]);
  expect([bench.text(0), bench.text(1)]).toEqual(['answer : yes', 'answer : no']);
  expect(workbench.shown?.runs.map(({ answer }) => answer?.word)).toEqual(['yes', 'no']);
  expect(workbench.shown?.runs.map(({ answer }) => answer?.forced)).toEqual([false, true]);
  await workbench.run();
  expect([bench.text(0), bench.text(1)]).toEqual([YES, NO]);
  expect(workbench.shown?.runs.map(({ outcome }) => outcome?.sentences)).toEqual([
    'It answered “yes”.',
    'It answered “no”.',
  ]);
  await bench.go(-1);
  expect(workbench.chapter?.id).toBe('answers');
});

test('run starts over where both are over, and what is asked for next stops it', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  const run = workbench.run();
  expect(workbench.pending).toBe(1);
  const stop = workbench.stop();
  expect(workbench.pending).toBe(2);
  await Promise.all([run, stop]);
  // The reopened contrast shows what is recorded of it until it has been written.
  expect(workbench.stage?.runs[0]?.output.length).toBeLessThan(11);
  await workbench.run();
  expect(workbench.stage?.runs.map(({ output }) => output.length)).toEqual([11, 11]);
});

test('each difference writes the second run anew and leaves the first', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  const first = workbench.stage?.runs[0]?.output;
  const seconds: string[] = [];
  const points: (string | undefined)[] = [];
  for (const wish of [
    { kind: 'order' },
    { kind: 'cut', layers: 'all', heads: 'all' },
    { kind: 'note' },
    { kind: 'answer' },
  ] as const) {
    await workbench.differ(wish);
    expect(workbench.stage?.runs[0]?.output).toBe(first);
    expect(workbench.shown?.differs).toBe(wish.kind);
    seconds.push(`${workbench.shown?.runs[1]?.name}: ${bench.text(1)}`);
    points.push(workbench.shown?.point);
  }
  expect(seconds).toEqual([
    `Reasons first: ${REASONS_FIRST}`,
    'Connection cut: answer : yes .reasons : it looks plain .</s>',
    `With the note “the answer is no”: ${NO}`,
    `Made to answer “no”: ${NO}`,
  ]);
  expect(points).toEqual([
    'They find the same.',
    'Their findings conflict.',
    'Their findings conflict.',
    'The point of answers.',
  ]);
  // What the visitor has made is what the chapter shows.
  expect(workbench.chapter?.id).toBe('answers');
  expect([...(workbench.shown?.runs[1]?.conflicts ?? [])]).toHaveLength(1);
  await workbench.differ({ kind: 'nothing' });
  expect(workbench.shown?.runs).toHaveLength(1);
  expect(workbench.shown?.point).toBe('It answered “yes”.');
  expect(workbench.origin).toBe('own');
  expect(workbench.chapter).toBeNull();
});

test('a difference that takes the end of the first run waits for it, and says what it will be', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await workbench.reset();
  await workbench.step();
  const seen: string[] = [];
  const done = workbench.differ({ kind: 'note' });
  while (workbench.pending > 0) {
    seen.push(`${workbench.shown?.differs} ${workbench.shown?.runs[1]?.name}`);
    await new Promise(resolve => setImmediate(resolve));
  }
  await done;
  expect(new Set(seen)).toContain('note With a note that says the opposite');
  expect(bench.text(1)).toBe(NO);
});

test('stopped while it waits, a difference still is wanted, and Run makes it', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await workbench.reset();
  const differ = workbench.differ({ kind: 'note' });
  await Promise.all([differ, workbench.stop()]);
  expect(workbench.shown?.differs).toBe('note');
  expect(workbench.problem).toBeNull();
  await workbench.run();
  expect(bench.text(1)).toBe(NO);
  expect(workbench.shown?.runs[1]?.name).toBe('With the note “the answer is no”');
});

test('where the first run gives no answer, none is forced, and what was there stays', async () => {
  const task = { kind: 'text', scene: 'mute', question: 'q?', choices: ['yes', 'no'] } as const;
  const link = linkTo({
    version: 2,
    first: { ...FIRST, task: { ...task, choices: ['yes', 'no'] } },
    differs: { kind: 'order' },
  });
  const bench = await Bench.loaded({ hash: link });
  const { workbench } = bench;
  await workbench.run();
  const before = bench.text(1);
  await workbench.differ({ kind: 'answer' });
  expect(workbench.problem?.sentence).toBe('The first run gives no answer.');
  expect(bench.text(1)).toBe(before);
  expect(workbench.shown?.differs).toBe('order');
  workbench.dismiss();
  expect(workbench.problem).toBeNull();
});

test('the order may be chosen while the model loads, and both runs are written in it', async () => {
  const bench = new Bench();
  bench.workbench.hostConnected();
  const loaded = bench.workbench.load();
  expect(bench.workbench.loading).toEqual({ loaded: 0, total: 0 });
  const ordered = bench.workbench.setOrder('reasoning_first');
  await Promise.all([loaded, ordered]);
  expect(bench.text(0)).toBe(REASONS_FIRST);
  expect(bench.workbench.shown?.differs).toBe('answer');
  expect(bench.text(1)).toBe('reasons : it looks calm .answer : no .</s>');
  await bench.go(-1);
  expect(bench.text(0)).toBe(YES);
});

test('a flip of the order says what it leaves out, and keeps a note and cuts by label', async () => {
  const cut = {
    kind: 'cut',
    from: { span: 'reasoning' },
    to: { span: 'decision' },
    layers: 'all',
    heads: 'all',
  } as const;
  const byPlace = { ...cut, from: { positions: [3] } } as const;
  const first = {
    ...FIRST,
    note: 'no',
    forced: [{ at: 8, token: 'Ġcalm' }],
    interventions: [cut, { ...byPlace, from: { positions: [3] } }],
  } as const;
  const link = linkTo({
    version: 2,
    first: {
      ...first,
      forced: [...first.forced],
      interventions: [cut, { ...cut, from: { positions: [3] } }],
    },
  });
  const bench = await Bench.loaded({ hash: link });
  await bench.workbench.setOrder('reasoning_first');
  const spec = bench.workbench.stage?.contrast.first;
  expect(spec?.note).toBe('no');
  expect(spec?.interventions).toEqual([cut]);
  expect(spec?.forced).toEqual([]);
  expect(bench.workbench.notice).toBe('Left out in this order: 1 forced word, 1 cut.');
});

test('a word forced in the first run makes the second, and in the second it replaces', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await workbench.differ({ kind: 'nothing' });
  const at = workbench.stage?.runs[0]?.output[8]?.position ?? 0;
  expect(await workbench.force(0, at, { text: 'odd' })).toBeNull();
  await bench.settled();
  expect(bench.text(0)).toBe(YES);
  expect(bench.text(1)).toBe('answer : yes .reasons : it looks odd .</s>');
  expect(workbench.shown?.runs[1]?.name).toBe('With “odd” forced');
  expect(await workbench.force(1, at, { text: 'plain' })).toBeNull();
  await bench.settled();
  expect(bench.text(1)).toContain('looks plain');
  expect(bench.text(0)).toBe(YES);
  // What a word was chosen for is gone with its text.
  await workbench.setOrder('reasoning_first');
  expect(workbench.shown?.differs).toBe('nothing');
  expect(workbench.notice).toBe('Left out in this order: 1 forced word.');
});

test('a word that the model does not know is refused where it was typed, and nothing changes', async () => {
  const bench = await Bench.loaded();
  const { hash } = bench.entry;
  const refusal = await bench.workbench.force(0, 7, { text: 'banana' });
  expect(refusal?.sentence).toBe('The model’s vocabulary has no word for “banana”.');
  await bench.settled();
  expect(bench.workbench.problem).toBeNull();
  expect([bench.text(0), bench.text(1), bench.entry.hash]).toEqual([YES, NO, hash]);
});

test('another question is asked in the same way', async () => {
  const bench = await Bench.loaded();
  await bench.workbench.setTask({ kind: 'picture', seed: 3 });
  expect(bench.workbench.stage?.contrast.first.task).toEqual({ kind: 'picture', seed: 3 });
  expect(bench.workbench.shown?.differs).toBe('answer');
  expect(bench.text(1)).toBe(NO);
  expect(bench.workbench.notice).toBe('');
  const puzzle = { picture: { details: [] } };
  expect(await bench.workbench.setPuzzle(puzzle)).toBeNull();
  expect(bench.workbench.stage?.contrast.first.task).toEqual({ kind: 'made', puzzle });
  expect(await bench.workbench.check(puzzle)).toBeNull();
});

test('a check in the middle of a run does not end it', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await workbench.reset();
  const run = workbench.run();
  await bench.until(() => bench.text(0) !== '');
  const check = workbench.check({ picture: { details: [] } });
  await Promise.all([run, check]);
  // It did stop the writing, which then went on.
  expect(bench.kinds().filter(kind => kind === 'advance').length).toBeGreaterThan(2);
  expect(workbench.stage?.runs.map(({ end }) => end?.over)).toEqual([true, true]);
});

test('what the visitor changes is shown as it is written, without a word of what was recorded', async () => {
  const bench = await Bench.loaded();
  const done = bench.workbench.differ({ kind: 'order' });
  let recorded = 0;
  while (bench.workbench.pending > 0) {
    if (bench.workbench.shown?.differs === 'order')
      recorded += bench.workbench.shown.runs[1]?.output.filter(token => token.recorded).length ?? 0;
    await new Promise(resolve => setImmediate(resolve));
  }
  await done;
  expect([recorded, bench.text(1)]).toEqual([0, REASONS_FIRST]);
});

test('the connection is measured until the visitor does something else', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await workbench.measureCut();
  expect(workbench.cutting.report?.sentence).toBe('It bends them.');
  expect(workbench.cutting.progress).toBeNull();
  const given = workbench.measureCut();
  while (!workbench.cutting.progress?.done) await new Promise(resolve => setImmediate(resolve));
  await workbench.step();
  await given;
  expect(workbench.cutting.report).toBeNull();
  expect(workbench.cutting.problem).toBe('');
  const stopped = workbench.measureCut();
  while (!workbench.cutting.progress?.done) await new Promise(resolve => setImmediate(resolve));
  workbench.stopCut();
  await stopped;
  expect(workbench.cutting.report).toBeNull();
  expect(workbench.cutting.progress).toBeNull();
});

test('attention rests on the second run’s answer, and follows the head of a playback', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await bench.settled();
  const { attention, playback } = workbench;
  const answer = workbench.shown?.runs[1]?.answer?.at ?? -1;
  expect([attention.run, attention.at, attention.seen?.at]).toEqual([1, answer, answer]);
  attention.select(0, 1);
  await bench.settled();
  expect(attention.gaze).toMatchObject({ run: 0, at: 1, row: 'reading' });
  playback.seek(4);
  await bench.settled();
  expect(bench.text(0)).toBe('answer : yes .');
  expect(attention.selected).toBeNull();
  expect(attention.at).toBe((workbench.stage?.runs[0]?.prompt.length ?? 0) + 3);
  expect(attention.seen?.at).toBe(attention.at);
  // Of what is there, the next step shows one more.
  await workbench.step();
  expect(bench.text(1)).toBe('answer : no .reasons');
  const matrix = await workbench.matrix(1, 'mean', 'mean');
  expect(matrix.size).toBeGreaterThan(0);
});

test('an answer is not shown before the playback comes to it', async () => {
  const bench = await Bench.loaded();
  bench.workbench.playback.watch();
  const answers: (string | undefined)[] = [];
  const points = new Set<string>();
  while (bench.workbench.playback.playing) {
    answers.push(bench.workbench.shown?.runs[1]?.answer?.word);
    points.add(bench.workbench.shown?.point ?? '');
    bench.ring();
  }
  expect(answers.slice(0, 5)).toEqual([undefined, undefined, undefined, 'no', 'no']);
  expect(points).toEqual(new Set(['']));
  expect(bench.workbench.shown?.point).toBe('The point of answers.');
});

test('leaving the page stops what plays', async () => {
  const bench = await Bench.loaded();
  bench.workbench.playback.watch();
  bench.workbench.hostDisconnected();
  expect([bench.workbench.playback.playing, bench.isTimed]).toEqual([false, false]);
  await bench.edit(linkTo(BOTH_ANSWERS));
  expect(bench.workbench.chapter?.id).toBe('answers');
});
