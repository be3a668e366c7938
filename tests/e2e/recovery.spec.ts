import type { Page } from '@playwright/test';
import { expect, opposite, test } from './playground.js';

/** Keeps the page's workers within reach, so that a test can make the engine panic. */
async function keepWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    Object.assign(window, { workers });
    window.Worker = class extends Worker {
      constructor(...options: ConstructorParameters<typeof Worker>) {
        super(...options);
        workers.push(this);
      }
    };
  });
}

async function panic(page: Page): Promise<void> {
  await page.evaluate(() => {
    const workers = Reflect.get(window, 'workers') as Worker[];
    workers.at(-1)?.postMessage({ id: 1_000_000, request: { kind: 'crash' } });
  });
}

const workersMade = (page: Page) => page.evaluate(() => (Reflect.get(window, 'workers') as Worker[]).length);

test.use({ mayFail: true });

test('a panic of the engine at rest loses nothing', async ({ playground }) => {
  await keepWorkers(playground.page);
  await playground.open();
  const answer = await playground.answer();
  await playground.force(2, opposite(answer));
  await playground.finished();
  const output = await playground.names(playground.output);
  const hash = new URL(playground.page.url()).hash;

  await panic(playground.page);
  await expect(playground.page.getByRole('status', { name: 'Notice' })).toContainText('started again');
  expect(await workersMade(playground.page)).toBe(2);
  expect(await playground.names(playground.output)).toEqual(output);
  expect(new URL(playground.page.url()).hash).toBe(hash);

  await playground.force(2, answer);
  await playground.finished();
  await expect(playground.token(2)).toHaveAccessibleName(`${answer}, forced`);
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('a panic in the middle of a run is mended, and the run goes on to the same end', async ({
    playground,
  }) => {
    await keepWorkers(playground.page);
    await playground.open();
    const words = await playground.words();
    await playground.button('Run').click();
    await expect(playground.output.getByRole('listitem').nth(5)).toBeVisible();
    await expect(playground.result).toBeEmpty();
    await panic(playground.page);
    await expect(playground.page.getByRole('status', { name: 'Notice' })).toContainText('started again');
    await playground.finished();
    expect(await workersMade(playground.page)).toBe(2);
    expect(await playground.words()).toEqual(words);
  });
});

test('stepping goes on after a panic from where it was', async ({ playground }) => {
  await keepWorkers(playground.page);
  await playground.open();
  const words = await playground.words();
  await playground.button('Reset').click();
  await playground.button('Step').click();
  await playground.button('Step').click();
  await expect(playground.output.getByRole('listitem')).toHaveCount(2);
  await panic(playground.page);
  await expect(playground.page.getByRole('status', { name: 'Notice' })).toContainText('started again');
  await expect(playground.output.getByRole('listitem')).toHaveCount(2);
  await playground.button('Step').click();
  await expect(playground.output.getByRole('listitem')).toHaveCount(3);
  expect(await playground.words()).toEqual(words.slice(0, 3));
});
