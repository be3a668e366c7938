import type { Page, Worker } from '@playwright/test';
import { expect, opposite, type Playground, type TaskName, test } from './playground.js';

/** The engine's worker that was started last. */
function engine(page: Page): Worker {
  const worker = page.workers().at(-1);
  if (!worker) throw new Error('the page has no worker');
  return worker;
}

async function onGpu(playground: Playground): Promise<void> {
  await playground.button('Use the GPU').click();
  await expect(playground.engine).toContainText(
    'Engine: GPU. Runs on a program that plays GPU, through WebGPU',
  );
  await playground.finished();
}

test('beside a software GPU the processor is chosen, and the page says why', async ({ playground }) => {
  await playground.open();
  await expect(playground.engine).toContainText(
    'Engine: CPU. Runs on your processor, in WebAssembly, since the only GPU here is a program itself',
  );
  const words = await playground.words();
  await onGpu(playground);
  expect(await playground.words()).toEqual(words);
  await playground.button('Use the processor').click();
  await expect(playground.engine).toContainText(
    'Engine: CPU. Runs on your processor, in WebAssembly, as you chose',
  );
  expect(await playground.words()).toEqual(words);
});

for (const name of ['Where is the ball?', 'Is it funny?', 'Is it allowed?'] satisfies TaskName[]) {
  test(`${name} The GPU writes what the processor writes, freely and forced`, async ({ playground }) => {
    await playground.open();
    if (name !== 'Where is the ball?') await playground.ask(name);
    const free = await playground.words();
    const other = opposite(await playground.answer());
    await playground.force(2, other);
    await playground.finished();
    const forced = await playground.words();

    await onGpu(playground);
    expect(await playground.words()).toEqual(forced);
    await playground.button('Reset').click();
    await expect(playground.result).toBeEmpty();
    await playground.button('Run').click();
    await playground.finished();
    expect(await playground.words()).toEqual(free);
  });
}

test('a lost GPU is replaced, and the run comes to the same end', async ({ playground }) => {
  await playground.open();
  const words = await playground.words();
  // The device is taken out of the engine's hands on its way in, to be destroyed later.
  await engine(playground.page).evaluate(() => {
    const adapter = Reflect.get(globalThis, 'GPUAdapter') as {
      prototype: { requestDevice(): Promise<unknown> };
    };
    const request = adapter.prototype.requestDevice;
    adapter.prototype.requestDevice = async function (...options: []) {
      const device = await request.apply(this, options);
      Object.assign(globalThis, { device });
      return device;
    };
  });
  await onGpu(playground);
  await engine(playground.page).evaluate(() => {
    (Reflect.get(globalThis, 'device') as { destroy(): void }).destroy();
  });
  await playground.button('Run').click();
  await expect(playground.page.getByRole('status', { name: 'Notice' })).toContainText(
    'The GPU was lost, so the engine was started again',
  );
  await playground.button('Run').click();
  await playground.finished();
  expect(await playground.words()).toEqual(words);
});
