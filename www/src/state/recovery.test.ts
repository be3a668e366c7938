import { expect, test, vi } from 'vitest';
import { Bench } from '../engine/testing/bench.js';

vi.mock('../chapters/chapters.json', async () => ({
  default: (await import('../engine/testing/toy-chapters.js')).TOY_CHAPTERS,
}));

const YES = 'answer : yes .reasons : it looks calm .</s>';

test('a panic at rest loses nothing', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  const at = workbench.stage?.runs[0]?.output[8]?.position ?? 0;
  await workbench.force(0, at, { text: 'odd' });
  await bench.settled();
  const before = [bench.text(0), bench.text(1), bench.entry.hash];
  bench.engine.crash();
  await bench.settled();
  expect(bench.engines).toHaveLength(2);
  expect(workbench.notice).toBe(
    'The engine stopped unexpectedly and was started again; nothing of yours is lost.',
  );
  expect([bench.text(0), bench.text(1), bench.entry.hash]).toEqual(before);
  expect(bench.kinds().slice(0, 3)).toEqual(['load', 'open', 'advance']);
  expect(workbench.shown?.runs.map(({ over }) => over)).toEqual([true, true]);
  // And the new engine can be looked into.
  workbench.attention.select(1, at);
  await bench.settled();
  expect(workbench.attention.seen?.at).toBe(at);
});

test('a panic in the middle of a run is repaired, and the run goes on to the same ends', async () => {
  const bench = await Bench.loaded();
  const before = [bench.text(0), bench.text(1)];
  // Words that are recorded are not drawn one by one: this run has none.
  await bench.workbench.reset();
  const run = bench.workbench.run();
  await bench.until(() => (bench.workbench.stage?.runs[0]?.output.length ?? 99) === 3);
  bench.engine.crash();
  await run;
  await bench.settled();
  expect(bench.engines).toHaveLength(2);
  expect([bench.text(0), bench.text(1)]).toEqual(before);
  expect(bench.workbench.shown?.runs.map(({ recorded }) => recorded)).toEqual([false, false]);
  expect(bench.workbench.problem).toBeNull();
});

test('stepping goes on after a lost GPU from where it was', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  await workbench.reset();
  await workbench.step();
  await workbench.step();
  bench.engine.crash('gpu');
  await bench.settled();
  expect(workbench.notice).toContain('The GPU was lost, so the engine was started again');
  expect([bench.text(0), bench.text(1)]).toEqual(['answer :', 'answer :']);
  await workbench.step();
  expect([bench.text(0), bench.text(1)]).toEqual(['answer : yes', 'answer : no']);
});

test('what was asked for in the moment of the crash is still done', async () => {
  const bench = await Bench.loaded();
  const run = bench.workbench.run();
  await bench.until(() => bench.workbench.running);
  const order = bench.workbench.setOrder('reasoning_first');
  bench.engine.crash();
  await Promise.all([run, order]);
  await bench.settled();
  expect(bench.text(0)).toBe('reasons : it looks calm .answer : yes .</s>');
  expect(bench.engines).toHaveLength(2);
});

test('an engine that dies again and again is given up, with a sentence, and a press tries once more', async () => {
  const bench = await Bench.loaded();
  let dying = true;
  bench.onEngine = engine => {
    const { open } = engine;
    engine.open = source => {
      if (dying) setImmediate(() => engine.crash());
      return open(source);
    };
  };
  bench.engine.crash();
  await bench.settled();
  expect(bench.engines).toHaveLength(3);
  expect(bench.workbench.problem?.what).toBe('panic');
  dying = false;
  await bench.workbench.load();
  expect(bench.workbench.problem).toBeNull();
  expect(bench.text(0)).toBe(YES);
});

test('a switch of the backend keeps the tokens of both runs', async () => {
  const bench = await Bench.loaded();
  const { workbench } = bench;
  const before = [bench.text(0), bench.text(1), bench.entry.hash];
  const output = workbench.stage?.runs[0]?.output;
  await workbench.setBackend('gpu');
  expect(workbench.engine?.backend).toBe('gpu');
  expect([bench.text(0), bench.text(1), bench.entry.hash]).toEqual(before);
  expect(workbench.stage?.runs[0]?.output).toBe(output);
});

test('a load that fails says why, and is tried again at a press', async () => {
  const bench = new Bench();
  bench.onEngine = engine => {
    engine.loadFails = { what: 'model', sentence: 'The model could not be fetched.' };
  };
  bench.onEngine(bench.engine);
  bench.workbench.hostConnected();
  await bench.previewed();
  await bench.workbench.load();
  expect(bench.workbench.problem?.sentence).toBe('The model could not be fetched.');
  expect([bench.workbench.loading, bench.workbench.stage]).toEqual([null, null]);
  // What is recorded stays.
  expect(bench.workbench.shown?.point).toBe('The point of answers.');
  await bench.workbench.run();
  expect(bench.workbench.problem?.sentence).toBe('The model could not be fetched.');
  bench.workbench.cancelLoading();
  bench.engine.loadFails = null;
  await bench.workbench.load();
  expect(bench.workbench.problem).toBeNull();
  expect(bench.text(0)).toBe(YES);
});

test('a crash while something is asked for leaves its refusal to the repair', async () => {
  const bench = await Bench.loaded();
  const force = bench.workbench.force(0, 8, { text: 'odd' });
  await bench.until(() => bench.kinds().includes('force'));
  bench.engine.crash();
  expect(await force).toBeNull();
  await bench.settled();
  expect(bench.workbench.problem).toBeNull();
  expect(bench.text(0)).toBe(YES);
});
