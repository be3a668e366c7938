import type { Page, Worker } from '@playwright/test';
import { CHAPTERS, expect, type Playground, recordedWords, type TaskName, test } from './playground.js';

/** The engine's worker that was started last. */
function engine(page: Page): Worker {
  const worker = page.workers().at(-1);
  if (!worker) throw new Error('the page has no worker');
  return worker;
}

async function onGpu(playground: Playground): Promise<void> {
  await playground.button('Use the GPU').click();
  await expect(playground.engine).toContainText('Engine: GPU. Runs on a software GPU, through WebGPU');
  await playground.finished();
}

const texts = async ({ first, second }: Playground) => [await first.names(), await second.names()];

test('beside a software GPU the processor is chosen, and the page says why', async ({ playground }) => {
  await playground.visit();
  await expect(playground.engine).toContainText(
    'Engine: CPU. Runs on your processor, in WebAssembly, because only a software GPU is available, which is slower',
  );
  const written = await texts(playground);
  await onGpu(playground);
  expect(await texts(playground)).toEqual(written);
  await playground.button('Use the processor').click();
  await expect(playground.engine).toContainText(
    'Engine: CPU. Runs on your processor, in WebAssembly, as you chose',
  );
  expect(await texts(playground)).toEqual(written);
});

for (const name of ['Where is the ball?', 'Is it funny?', 'Is it allowed?'] satisfies TaskName[]) {
  test(`${name} The GPU writes what the processor writes, freely and forced`, async ({ playground }) => {
    await playground.open();
    if (name !== 'Where is the ball?') await playground.ask(name);
    await playground.differ('Answer');
    const written = await texts(playground);

    await onGpu(playground);
    expect(await texts(playground)).toEqual(written);
    await playground.button('Reset').click();
    await expect(playground.result).toBeEmpty();
    await playground.button('Run').click();
    await playground.finished();
    expect(await texts(playground)).toEqual(written);
  });
}

test('a cut on the GPU leaves the words that it leaves on the processor', async ({ playground }) => {
  const chapter = CHAPTERS.find(({ id }) => id === 'blind');
  await playground.visit(`x/${chapter?.id}/`);
  await onGpu(playground);
  await playground.button('Run').click();
  await playground.finished();
  expect([await playground.first.words(), await playground.second.words()]).toEqual(
    recordedWords(chapter?.hash ?? ''),
  );
});

/** What a browser may lack, and what the page then says. */
const LACKS: [string, (worker: Worker) => Promise<unknown>, string][] = [
  [
    'a secure connection',
    worker => worker.evaluate(() => Object.defineProperty(globalThis, 'isSecureContext', { value: false })),
    'because browsers give the GPU only to pages that came over a secure connection',
  ],
  [
    'WebGPU',
    worker => worker.evaluate(() => Object.defineProperty(navigator, 'gpu', { value: undefined })),
    'because this browser has no WebGPU',
  ],
  [
    'an adapter',
    worker =>
      worker.evaluate(() => {
        const gpu: object = Reflect.get(navigator, 'gpu');
        Object.defineProperty(gpu, 'requestAdapter', { value: () => Promise.resolve(null) });
      }),
    'because this browser offers no GPU',
  ],
  [
    'room for the model',
    worker =>
      worker.evaluate(() => {
        const limits = Reflect.get(globalThis, 'GPUSupportedLimits') as { prototype: object };
        Object.defineProperty(limits.prototype, 'maxStorageBufferBindingSize', { get: () => 65_536 });
      }),
    'because a part of the model is larger than this GPU’s limits allow',
  ],
];

for (const [what, take, says] of LACKS) {
  test(`where the GPU lacks ${what}, the page says so and the processor takes over`, async ({
    playground,
  }) => {
    await playground.open();
    const words = await playground.first.words();
    await take(engine(playground.page));
    await playground.button('Use the GPU').click();
    await expect(playground.engine).toContainText(
      `Engine: CPU. Runs on your processor, in WebAssembly, ${says}`,
    );
    await playground.finished();
    expect(await playground.first.words()).toEqual(words);
  });
}

test('a lost GPU is replaced, and both runs come to the same ends', async ({ playground }) => {
  await playground.visit();
  const written = await texts(playground);
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
  await expect(playground.notice).toContainText('The GPU was lost, so the engine was started again');
  await playground.button('Run').click();
  await playground.finished();
  expect(await texts(playground)).toEqual(written);
});
