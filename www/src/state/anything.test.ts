import { expect, test, vi } from 'vitest';
import { Bench } from '../engine/testing/bench.js';
import { secondOf } from '../engine/testing/toy-model.js';
import { written } from '../engine/testing/toy-results.js';

vi.mock('../chapters/chapters.json', async () => ({
  default: (await import('../engine/testing/toy-chapters.js')).TOY_CHAPTERS,
}));

/** Whole numbers below `most`, the same for ever for a seed. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return most => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * most);
  };
}

type Act = (bench: Bench, below: (most: number) => number) => unknown;

const ACTS: Readonly<Record<string, Act>> = {
  run: ({ workbench }) => workbench.run(),
  step: ({ workbench }) => workbench.step(),
  stop: ({ workbench }) => workbench.stop(),
  reset: ({ workbench }) => workbench.reset(),
  order: ({ workbench }, below) => workbench.setOrder(below(2) ? 'decision_first' : 'reasoning_first'),
  answer: ({ workbench }) => workbench.differ({ kind: 'answer' }),
  flip: ({ workbench }) => workbench.differ({ kind: 'order' }),
  note: ({ workbench }) => workbench.differ({ kind: 'note' }),
  cut: ({ workbench }) => workbench.differ({ kind: 'cut', layers: 'all', heads: 'all' }),
  nothing: ({ workbench }) => workbench.differ({ kind: 'nothing' }),
  task: ({ workbench }, below) => workbench.setTask({ kind: 'cups', seed: below(9) }),
  force: ({ workbench }, below) =>
    workbench.force(below(2) ? 1 : 0, 4 + below(9), { text: below(2) ? 'odd' : 'no' }),
  seek: ({ workbench }, below) => workbench.playback.seek(below(12)),
  watch: ({ workbench }) => workbench.playback.watch(),
  look: ({ workbench }, below) => workbench.attention.select(below(2) ? 1 : 0, below(20)),
  measure: ({ workbench }) => workbench.measureCut(),
  check: ({ workbench }) => workbench.check({ picture: { details: [] } }),
  backend: ({ workbench }, below) => workbench.setBackend(below(2) ? 'cpu' : 'gpu'),
  chapter: ({ workbench }, below) => workbench.openChapter(below(2) ? 'answers' : 'orders'),
  back: bench => bench.at > 0 && bench.go(-1),
  forward: bench => bench.at < bench.entries.length - 1 && bench.go(1),
  crash: bench => !bench.engine.isDead && bench.engine.crash(),
  nowhere: bench => bench.edit('#v2.broken'),
};

test('whatever is pressed, in whatever order, the page shows what the model writes of the contrast in its address', async () => {
  const names = Object.keys(ACTS);
  for (let seed = 1; seed <= 40; seed += 1) {
    const below = numbers(seed);
    const bench = await Bench.loaded();
    const { workbench } = bench;
    const done: string[] = [];
    for (let times = 0; times < 14; times += 1) {
      const name = names[below(names.length)] ?? '';
      done.push(name);
      void ACTS[name]?.(bench, below);
      // Some presses come while the last is still at work.
      for (let more = below(8); more > 0; more -= 1) await new Promise(resolve => setImmediate(resolve));
    }
    await bench.settled();
    const said = `seed ${seed}: ${done.join(', ')}`;
    await workbench.run();
    await bench.settled();
    const { stage, shown } = workbench;
    expect([workbench.problem, workbench.pending, workbench.running], said).toEqual([null, 0, false]);
    const specs = stage ? [stage.contrast.first, secondOf(stage.contrast)].filter(spec => spec !== null) : [];
    const texts = specs.map(spec => written(spec).output.map(({ text }) => text));
    expect(
      shown?.runs.map(({ output }) => output.map(({ text }) => text)),
      said,
    ).toEqual(texts);
    expect(
      shown?.runs.map(({ over, recorded }) => [over, recorded]),
      said,
    ).toEqual(texts.map(() => [true, false]));
    expect(bench.entry.hash, said).toBe(stage?.hash);
    expect(shown?.point, said).not.toBe('');
    expect(workbench.attention.seen?.at, said).toBe(workbench.attention.at);
  }
}, 60_000);
