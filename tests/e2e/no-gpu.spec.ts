import { expect, test } from './playground.js';

// Without the flag that the other tests set, headless Chromium gives no adapter.
test.use({
  launchOptions: { executablePath: '/usr/bin/chromium', args: ['--headless=new', '--no-sandbox'] },
});

test('without a GPU the processor is used, and the page says why', async ({ playground }) => {
  await playground.open();
  await expect(playground.engine).toContainText(
    'Engine: CPU. Runs on your processor, in WebAssembly, because',
  );
  await expect(playground.button('Use the GPU')).toBeHidden();
});
