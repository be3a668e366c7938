import { readFile } from 'node:fs/promises';
import type { Page, Route } from '@playwright/test';
import { expect, test } from './playground.js';

const WEIGHTS = '**/models/**/*.safetensors';
const MANIFEST = '**/models/manifest.json';

/** The weights of the default model, as the page ships them. */
async function weights(): Promise<Buffer> {
  const models = new URL('../../www/dist/models/', import.meta.url);
  const manifest = JSON.parse(await readFile(new URL('manifest.json', models), 'utf8'));
  return readFile(new URL(`${manifest.default}/model.safetensors`, models));
}

/** Holds the weights back until the returned function is called. */
async function hold(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  await page.route(WEIGHTS, route => {
    held.push(route);
  });
  return async () => {
    await page.unroute(WEIGHTS);
    await Promise.all(held.map(route => route.continue().catch(() => {})));
  };
}

test('loading shows its progress in bytes and can be cancelled and taken up again', async ({
  playground,
}) => {
  const release = await hold(playground.page);
  await playground.page.goto('./');
  await expect(playground.loading).toBeVisible();
  await expect(playground.page.getByText(/\d+\.\d of \d+\.\d MB/)).toBeVisible();
  await expect(playground.button('Run')).toBeDisabled();
  await playground.button('Cancel').click();
  await expect(playground.loading).toBeHidden();
  await expect(playground.alert.first()).toContainText(/cancel/i);
  await release();
  await playground.button('Load again').click();
  await playground.finished();
  await expect(playground.alert.first()).toBeEmpty();
});

test('what failed is still said after a press that came meanwhile', async ({ playground }) => {
  const release = await hold(playground.page);
  await playground.page.goto('./');
  await expect(playground.loading).toBeVisible();
  await playground.radio('Reasons first').check();
  await playground.button('Cancel').click();
  await expect(playground.alert.first()).toContainText(/cancel/i);
  await release();
  await playground.button('Load again').click();
  await playground.finished();
});

test.describe('a model that cannot be had', () => {
  test.use({ mayFail: true });

  test('weights that are not the ones in the manifest are refused', async ({ playground }) => {
    const body = await weights();
    body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1);
    await playground.page.route(WEIGHTS, route => route.fulfill({ body }));
    await playground.page.goto('./');
    await expect(playground.alert.first()).toContainText(/sha|hash|checksum/i, { timeout: 20_000 });
    // What is recorded stays; nothing was written.
    for (const run of [playground.first, playground.second])
      for (const name of await run.names()) expect(name).toMatch(/, recorded$/);
    await playground.page.unroute(WEIGHTS);
    await playground.button('Try again').click();
    await playground.finished();
  });

  test('weights that are cut short are refused', async ({ playground }) => {
    const body = (await weights()).subarray(0, 1000);
    await playground.page.route(WEIGHTS, route => route.fulfill({ body }));
    await playground.page.goto('./');
    await expect(playground.alert.first()).not.toBeEmpty({ timeout: 20_000 });
    await playground.page.unroute(WEIGHTS);
    await playground.button('Try again').click();
    await playground.finished();
  });

  for (const { name, answer } of [
    { name: 'is not there', answer: { status: 404, body: 'not found' } },
    { name: 'is no manifest', answer: { status: 200, body: '<!doctype html><title>Hello</title>' } },
  ]) {
    test(`a manifest that ${name} costs one sentence, and can be tried again`, async ({ playground }) => {
      await playground.page.route(MANIFEST, route => route.fulfill(answer));
      await playground.page.goto('./');
      await expect(playground.alert.first()).toContainText('manifest', { timeout: 20_000 });
      await expect(playground.loading).toBeHidden();
      await expect(playground.button('Run')).toBeDisabled();
      await playground.page.unroute(MANIFEST);
      await playground.button('Try again').click();
      await playground.finished();
    });
  }

  test('an engine that cannot be fetched says so, and can be tried again', async ({ playground }) => {
    await playground.page.route('**/*.wasm', route => route.fulfill({ status: 404, body: '' }));
    await playground.page.goto('./');
    await expect(playground.alert.first()).toContainText('engine', { timeout: 20_000 });
    await playground.page.unroute('**/*.wasm');
    await playground.button('Try again').click();
    await playground.finished();
  });
});
