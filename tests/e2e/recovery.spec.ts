import type { Page } from '@playwright/test';
import { expect, LONG, opposite, type Playground, test } from './playground.js';

/** Keeps the page's workers within reach, so that a test can make the engine panic: at once, or in the middle of the next run. */
async function keepWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    const state = { workers, doomed: false, written: 0 };
    Object.assign(window, { state });
    const CRASH = { id: 1_000_000, request: { kind: 'crash' } };
    window.Worker = class extends Worker {
      constructor(...options: ConstructorParameters<typeof Worker>) {
        super(...options);
        workers.push(this);
        const isFirst = workers.length === 1;
        this.addEventListener('message', ({ data }) => {
          if (isFirst && state.doomed && data.response.kind === 'token') state.written += 1;
        });
      }
      override postMessage(message: { request: { kind: string } }): void {
        super.postMessage(message);
        // The engine takes messages a few times in a long run, and this one waits there already.
        if (state.doomed && workers.length === 1 && message.request.kind === 'advance')
          super.postMessage(CRASH);
      }
    };
  });
}

async function panic(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { workers } = Reflect.get(window, 'state') as { workers: Worker[] };
    workers.at(-1)?.postMessage({ id: 1_000_000, request: { kind: 'crash' } });
  });
}

const workersMade = (page: Page) =>
  page.evaluate(() => (Reflect.get(window, 'state') as { workers: Worker[] }).workers.length);

const texts = ({ first, second }: Playground) => Promise.all([first.names(), second.names()]);

test.use({ mayFail: true });

test('a panic of the engine at rest loses nothing', async ({ playground }) => {
  await keepWorkers(playground.page);
  await playground.open();
  const { first, second, page } = playground;
  const answer = await first.answer();
  await playground.change(() => playground.force(first, 2, opposite(answer)));
  const [output, hash] = [await texts(playground), playground.hash()];

  await panic(page);
  await expect(playground.notice).toContainText('started again');
  expect(await workersMade(page)).toBe(2);
  expect(await texts(playground)).toEqual(output);
  expect(playground.hash()).toBe(hash);

  // The engine that was started again knows both runs.
  await playground.change(() => playground.type(second, 7, 'red'));
  expect(await first.names()).toEqual(output[0]);
  await expect(second.token(2)).toHaveAccessibleName(`${opposite(answer)}, forced`);
  await expect(second.token(7)).toHaveAccessibleName('red, forced');
});

test('a panic in the middle of a run is repaired, and both runs go on to the same ends', async ({
  playground,
}) => {
  const { page } = playground;
  await keepWorkers(page);
  await playground.open(LONG);
  const output = await texts(playground);
  await page.evaluate(() => {
    Object.assign(Reflect.get(window, 'state'), { doomed: true });
  });
  await playground.button('Run').click();
  await expect(playground.notice).toContainText('started again');
  await playground.finished();
  expect(await workersMade(page)).toBe(2);
  expect(await texts(playground)).toEqual(output);
  const written = await page.evaluate(() => (Reflect.get(window, 'state') as { written: number }).written);
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(output.flat().length);
});

test('stepping goes on after a panic from where it was', async ({ playground }) => {
  await keepWorkers(playground.page);
  await playground.visit();
  const { first, second, page } = playground;
  const output = await texts(playground);
  const written = (count: number) => output.map(names => names.slice(0, count));
  await playground.button('Reset').click();
  await playground.button('Step').click();
  await playground.button('Step').click();
  await expect(second.output.getByRole('listitem')).toHaveCount(2);
  await panic(page);
  await expect(playground.notice).toContainText('started again');
  expect(await texts(playground)).toEqual(written(2));
  await playground.button('Step').click();
  await expect(first.output.getByRole('listitem')).toHaveCount(3);
  expect(await texts(playground)).toEqual(written(3));
});
