import { expect, test, vi } from 'vitest';
import { Bench } from '../engine/testing/bench.js';
import { linkTo, oldLinkTo } from '../engine/testing/link.js';
import { BOTH_ANSWERS, FIRST, TOY_CHAPTERS } from '../engine/testing/toy-chapters.js';
import { recorded, recordingOf, written } from '../engine/testing/toy-results.js';

vi.mock('../chapters/chapters.json', async () => ({
  default: (await import('../engine/testing/toy-chapters.js')).TOY_CHAPTERS,
}));

const YES = 'answer : yes .reasons : it looks calm .</s>';
const NO = 'answer : no .reasons : it looks odd .</s>';
/** A stranger's link: a chapter's contrast, changed, so that it is none of the page's own. */
const theirs = recorded({ ...BOTH_ANSWERS, first: { ...FIRST, max_tokens: 200 } });
const STRANGE = linkTo(theirs);

test('what a link has recorded is shown before there is an engine', async () => {
  const bench = new Bench({ hash: STRANGE });
  bench.workbench.hostConnected();
  await bench.previewed();
  const { shown, stage, origin, pending } = bench.workbench;
  expect(stage).toBeNull();
  expect([origin, pending, bench.kinds()]).toEqual(['link', 0, []]);
  expect([bench.text(0), bench.text(1)]).toEqual([YES, NO]);
  expect(shown?.runs.map(({ name, labels, recorded: isRecorded }) => [name, labels, isRecorded])).toEqual([
    ['Left to itself', [], true],
    ['Made to answer “no”', ['Forced: “no”'], true],
  ]);
  expect(shown?.runs[1]?.answer).toEqual({
    at: 6,
    word: 'no',
    probability: expect.closeTo(0.25),
    forced: true,
  });
  expect(shown?.runs.every(run => run.output.every(({ recorded: isRecorded }) => isRecorded))).toBe(true);
  // Nobody has compared them here.
  expect(shown?.point).toBe('');
});

test('a chapter stands complete before there is an engine, with its point and what conflicts', async () => {
  const bench = new Bench();
  bench.workbench.hostConnected();
  await bench.previewed();
  const { shown, chapter, origin } = bench.workbench;
  expect([chapter?.id, origin, shown?.point]).toEqual(['answers', 'chapter', 'The point of answers.']);
  expect(shown?.runs.map(({ conflicts }) => [...conflicts])).toEqual([[11], [11]]);
  expect(shown?.runs[0]?.scene?.question).toBe('a question?');
});

test('what is recorded can be watched while the engine comes and runs it behind', async () => {
  const bench = new Bench();
  bench.workbench.hostConnected();
  await bench.previewed();
  const { workbench } = bench;
  workbench.playback.watch();
  bench.ring();
  bench.ring();
  await workbench.load();
  expect(workbench.stage?.runs[0]?.end?.over).toBe(true);
  expect([workbench.playback.head, workbench.playback.playing, bench.text(0)]).toEqual([2, true, 'answer :']);
  bench.ring();
  expect(bench.text(1)).toBe('answer : no');
  // Another chapter is another text.
  await workbench.openChapter('orders');
  expect([workbench.playback.head, workbench.playback.playing]).toEqual([null, false]);
});

test('nothing of a stranger’s runs by itself; one press runs it and says that it was reproduced', async () => {
  const bench = await Bench.loaded({ hash: STRANGE });
  const { workbench } = bench;
  expect(bench.kinds()).not.toContain('advance');
  expect(workbench.shown?.runs.map(({ recorded: isRecorded }) => isRecorded)).toEqual([true, true]);
  await workbench.run();
  expect(workbench.shown?.runs.map(({ reproduction }) => reproduction)).toEqual([
    { kind: 'same' },
    { kind: 'same' },
  ]);
  expect(workbench.origin).toBe('link');
  expect(bench.entry.hash).toBe(STRANGE);
  expect(workbench.shown?.point).toBe('Their findings conflict.');
  // Reproduced, it is as good as the visitor's own: loaded again, it runs by itself.
  const again = await Bench.loaded({ hash: STRANGE, isOwn: bench.entry.state === 'own' });
  expect(again.workbench.origin).toBe('own');
  expect(again.workbench.shown?.runs[0]?.recorded).toBe(false);
});

test('while it is run, the rest of the recording stays, and a forged one goes where the two part', async () => {
  const [one, two] = theirs.recordings ?? [];
  const texts = [...(two?.texts ?? [])];
  texts[8] = ' <img src=x onerror=alert(1)>';
  const forged = linkTo({ ...theirs, recordings: [one, two && { ...two, texts }] });
  const bench = await Bench.loaded({ hash: forged });
  const { workbench } = bench;
  for (let step = 0; step < 3; step += 1) await workbench.step();
  expect(bench.text(0)).toBe(YES);
  expect(
    workbench.shown?.runs[0]?.output.map(({ recorded: isRecorded }) => !!isRecorded).slice(0, 5),
  ).toEqual([false, false, false, true, true]);
  expect(bench.text(1)).toContain('<img');
  await workbench.run();
  expect(bench.text(1)).toBe(NO);
  expect(workbench.shown?.runs[1]?.reproduction).toEqual({ kind: 'differs', at: 8, why: null });
  expect(bench.entry.state).not.toBe('own');
  // Run again, it still is the same stranger's link.
  await workbench.run();
  expect([workbench.origin, bench.entry.hash]).toEqual(['link', forged]);
});

test('what the visitor does ends the claim, and Back is no stranger’s link', async () => {
  const bench = await Bench.loaded({ hash: STRANGE });
  const { workbench } = bench;
  await workbench.run();
  await workbench.setOrder('reasoning_first');
  expect([workbench.origin, workbench.shown?.runs[0]?.reproduction]).toEqual(['own', null]);
  const own = bench.text(1);
  await bench.go(-1);
  expect([workbench.origin, bench.text(0)]).toEqual(['own', YES]);
  await bench.go(1);
  expect(bench.text(1)).toBe(own);
  expect(workbench.origin).toBe('own');
});

test('the address holds what was written, and a fresh page shows it at once', async () => {
  const bench = await Bench.loaded();
  await bench.workbench.setTask({ kind: 'access', seed: 4 });
  const fresh = new Bench({ hash: bench.entry.hash });
  fresh.workbench.hostConnected();
  await fresh.previewed();
  expect([fresh.text(0), fresh.text(1)]).toEqual([YES, NO]);
  expect(fresh.workbench.origin).toBe('link');
});

test('an eager frame runs what a link brings: the visitor has pressed for it', async () => {
  const bench = new Bench({ hash: STRANGE, eager: true });
  bench.workbench.hostConnected();
  await bench.settled();
  expect(bench.workbench.shown?.runs.map(({ over, recorded: isRecorded }) => [over, isRecorded])).toEqual([
    [true, false],
    [true, false],
  ]);
});

test('in a frame that nobody has loaded, the first press loads the engine and runs', async () => {
  const bench = new Bench({ hash: STRANGE });
  bench.workbench.hostConnected();
  await bench.previewed();
  expect(bench.kinds()).toEqual([]);
  await bench.workbench.run();
  expect(bench.kinds().slice(0, 3)).toEqual(['load', 'open', 'advance']);
  expect(bench.workbench.shown?.runs[1]?.reproduction?.kind).toBe('same');
});

test('a stranger’s own words wait for a press, even where nothing is recorded', async () => {
  const task = {
    kind: 'text' as const,
    scene: 'a penguin',
    question: 'funny?',
    choices: ['yes', 'no'] as [string, string],
  };
  const bench = await Bench.loaded({ hash: linkTo({ version: 2, first: { ...FIRST, task } }) });
  expect([bench.text(0), bench.workbench.origin]).toEqual(['', 'own']);
  await bench.workbench.run();
  expect(bench.text(0)).toBe(YES);
});

test('a link of version 1 opens as a first run with nothing beside it', async () => {
  const spec = { ...FIRST, recording: recordingOf(written(FIRST)) };
  const bench = await Bench.loaded({ hash: oldLinkTo(spec) });
  expect(bench.workbench.shown?.differs).toBe('nothing');
  expect(bench.entry.hash).toMatch(/^#v2\./);
  expect(bench.workbench.origin).toBe('link');
  await bench.workbench.run();
  expect(bench.text(0)).toBe(YES);
});

test('a broken link costs one sentence, with a way on', async () => {
  const bench = await Bench.loaded({ hash: '#v2.broken' });
  const { workbench } = bench;
  expect(workbench.problem).toEqual({ what: 'link', sentence: 'This link is damaged.' });
  expect(workbench.shown).toBeNull();
  // With nothing to act on, nothing is done, and the sentence stays.
  await workbench.step();
  expect(workbench.problem?.what).toBe('link');
  await workbench.openDefault();
  expect([workbench.problem, workbench.chapter?.id]).toEqual([null, 'answers']);
});

test('a broken link in an open page leaves the contrast as it was', async () => {
  const bench = await Bench.loaded();
  const { hash } = bench.entry;
  await bench.edit('#v1.broken');
  expect(bench.workbench.problem?.what).toBe('link');
  expect([bench.text(0), bench.text(1), bench.entry.hash]).toEqual([YES, NO, hash]);
});

test('a chapter opens at one press, and the page of a chapter is that chapter', async () => {
  const bench = await Bench.loaded({ chapter: 'orders' });
  expect(bench.workbench.chapter?.id).toBe('orders');
  await bench.workbench.openChapter('answers');
  expect([bench.workbench.chapter?.id, bench.entry.hash]).toEqual(['answers', TOY_CHAPTERS[0]?.hash]);
  expect(bench.workbench.shown?.runs[1]?.reproduction?.kind).toBe('same');
  await bench.workbench.openChapter('no such');
  expect(bench.workbench.chapter?.id).toBe('answers');
  await bench.go(-1);
  expect(bench.workbench.chapter?.id).toBe('orders');
});

test('Back and Forward, pressed fast, end where the address is, and that is run', async () => {
  const bench = await Bench.loaded();
  await bench.workbench.setOrder('reasoning_first');
  await bench.workbench.setTask({ kind: 'picture', seed: 2 });
  const output = bench.text(0);
  const moves = [bench.go(-1), bench.go(-1), bench.go(1), bench.go(1)];
  await Promise.all(moves);
  expect(bench.text(0)).toBe(output);
  expect(bench.workbench.stage?.contrast.first.task.kind).toBe('picture');
  expect(bench.workbench.stage?.hash).toBe(bench.entry.hash);
});

test('an address that moves on while the one before is opened names what to open next', async () => {
  const bench = await Bench.loaded();
  await bench.workbench.setOrder('reasoning_first');
  await bench.workbench.setTask({ kind: 'picture', seed: 2 });
  const [first, second] = bench.entries.map(({ hash }) => hash);
  const opens = () => bench.kinds().filter(kind => kind === 'open').length;
  const before = opens();
  const back = bench.go(-1);
  await bench.until(() => opens() > before);
  await Promise.all([back, bench.go(-1)]);
  expect([bench.entries[0]?.hash, bench.entries[1]?.hash]).toEqual([first, second]);
  expect(bench.workbench.chapter?.id).toBe('answers');
});

test('before the engine, Back shows what the address has recorded', async () => {
  const bench = new Bench({ hash: STRANGE });
  bench.workbench.hostConnected();
  await bench.previewed();
  await bench.edit(TOY_CHAPTERS[1]?.hash ?? '');
  await bench.until(() => bench.workbench.chapter?.id === 'orders');
  expect(bench.kinds()).toEqual([]);
});

test('with another model than the chapters’, a plain question is asked, with both answers', async () => {
  const bench = new Bench();
  bench.engine.model = { id: 'other', sha256: 'b'.repeat(64) };
  bench.workbench.hostConnected();
  await bench.workbench.load();
  const { stage, chapter, problem } = bench.workbench;
  expect([stage?.contrast.first.model.id, chapter, problem]).toEqual(['other', null, null]);
  expect([bench.text(0), bench.text(1)]).toEqual([YES, NO]);
});
