import { expect, test } from 'vitest';
import { EngineProblem } from '../engine/problem.js';
import type { Token } from '../engine/protocol.js';
import { type AttentionSelection, AttentionState, type Looked, type Seen } from './attention.js';

/** Questions that are answered when told to. */
function attending() {
  const asked: {
    gaze: AttentionSelection;
    answer: () => Promise<void>;
    fail: (what: 'run' | 'panic') => Promise<void>;
  }[] = [];
  const settled = () => new Promise<void>(resolve => setTimeout(resolve));
  const attention = new AttentionState(
    gaze =>
      new Promise((resolve, reject) => {
        asked.push({
          gaze,
          answer() {
            resolve({ kind: 'attention', at: gaze.at } as Seen);
            return settled();
          },
          fail(what) {
            reject(new EngineProblem({ what, sentence: 'no' }));
            return settled();
          },
        });
      }),
    () => {},
  );
  return { attention, asked };
}

const tokens = (count: number, from: number) =>
  Array.from({ length: count }, (_, at) => ({ position: from + at, id: at, text: `${at}` }) as Token);

const PROMPT = tokens(3, 0);
const OUTPUT = tokens(5, 3);

function run(written: number, resting: number | null = null): Looked {
  return { prompt: PROMPT, output: OUTPUT.slice(0, written), resting };
}

test('it follows the newest token, one question at a time, and skips what nobody waits for', async () => {
  const { attention, asked } = attending();
  for (const written of [1, 2, 3]) attention.follow([run(written)]);
  expect(asked.map(({ gaze }) => gaze.at)).toEqual([3]);
  await asked[0]?.answer();
  expect(asked.map(({ gaze }) => gaze.at)).toEqual([3, 5]);
  await asked[1]?.answer();
  expect([attention.at, attention.seen?.at, asked.length]).toEqual([5, 5, 2]);
});

test('it follows the run that was last looked into, and rests on the second’s answer', () => {
  const { attention } = attending();
  attention.follow([run(2), run(3)]);
  expect([attention.run, attention.at]).toEqual([0, 4]);
  attention.select(1, 3);
  attention.select(1, null);
  expect([attention.run, attention.at]).toEqual([1, 5]);
  attention.follow([run(5, 4), run(5, 6)]);
  expect([attention.run, attention.at]).toEqual([1, 6]);
  attention.follow([run(5, 4)]);
  expect([attention.run, attention.at]).toEqual([0, 4]);
});

test('with nothing written there is nothing to look at', async () => {
  const { attention, asked } = attending();
  expect([attention.run, attention.at, attention.seen]).toEqual([0, null, null]);
  attention.follow([run(0)]);
  attention.move(1);
  expect([attention.at, asked.length]).toEqual([null, 0]);
  attention.follow([run(1)]);
  await asked[0]?.answer();
  attention.follow([run(0)]);
  expect([attention.seen, attention.gaze]).toEqual([null, null]);
});

test('a word of the prompt was read, not chosen', async () => {
  const { attention, asked } = attending();
  attention.follow([run(2)]);
  await asked[0]?.answer();
  attention.select(0, 1);
  expect(asked.at(-1)?.gaze).toMatchObject({ at: 1, row: 'reading' });
});

test('arrows go from token to token and stop at both ends', () => {
  const { attention } = attending();
  attention.follow([run(5)]);
  attention.select(0, 6);
  attention.move(1);
  attention.move(1);
  expect(attention.selected).toEqual({ run: 0, at: 7 });
  for (let times = 0; times < 20; times += 1) attention.move(-1);
  expect(attention.at).toBe(0);
});

test('a layer or a head is asked for anew', async () => {
  const { attention, asked } = attending();
  attention.follow([run(2)]);
  await asked[0]?.answer();
  attention.pick({ layer: 2, head: 'max' });
  expect(asked.at(-1)?.gaze).toMatchObject({ layer: 2, head: 'max', at: 4 });
  await asked.at(-1)?.answer();
  attention.pick({ layer: 2 });
  expect(asked).toHaveLength(2);
});

test('what was chosen in a text that is gone is let go, and what stays is kept', async () => {
  const { attention, asked } = attending();
  attention.follow([run(5), run(5)]);
  attention.select(0, 4);
  await asked[0]?.answer();
  await asked.at(-1)?.answer();
  // The second run is another one now; the first is as it was.
  attention.follow([run(5), { ...run(2), output: tokens(2, 3) }]);
  expect([attention.selected, attention.seen?.at]).toEqual([{ run: 0, at: 4 }, 4]);
  attention.follow([{ ...run(2), output: tokens(2, 3) }]);
  expect([attention.selected, attention.seen]).toEqual([null, null]);
});

test('a refusal leaves nothing to show; after a crash it is asked once more', async () => {
  const { attention, asked } = attending();
  attention.follow([run(1)]);
  await asked[0]?.answer();
  attention.follow([run(2)]);
  await asked[1]?.fail('run');
  expect([attention.seen, attention.gaze]).toEqual([null, null]);
  attention.follow([run(3)]);
  await asked[2]?.answer();
  attention.select(0, 3);
  await asked[3]?.fail('panic');
  // The picture stays until the engine is there again.
  expect([attention.seen?.at, asked.length]).toEqual([5, 4]);
  attention.askAgain();
  await asked[4]?.answer();
  expect(attention.seen?.at).toBe(3);
  attention.release();
  expect([attention.selected, attention.at]).toEqual([null, 5]);
});
