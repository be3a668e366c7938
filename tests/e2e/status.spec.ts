import type { Page } from '@playwright/test';
import { expect, opposite, test } from './playground.js';

/** What the page says by itself, to those who hear it and to those who see it. */

/** Keeps each text that a live region of the page takes on, by the region's name. */
async function listen(page: Page): Promise<() => Promise<[region: string, text: string][]>> {
  await page.evaluate(() => {
    const heard: [string, string][] = [];
    Object.assign(window, { heard });
    const last = new WeakMap<Element, string>();
    const read = (root: ParentNode) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.matches('[role="status"], [role="alert"], [aria-live], output')) {
          const text = element.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';
          if (text !== last.get(element)) {
            last.set(element, text);
            if (text) heard.push([element.getAttribute('aria-label') ?? element.localName, text]);
          }
        }
        if (element.shadowRoot) read(element.shadowRoot);
      }
    };
    read(document);
    heard.length = 0;
    const often = () => {
      read(document);
      setTimeout(often, 4);
    };
    often();
  });
  return () => page.evaluate(() => Reflect.get(window, 'heard') as [string, string][]);
}

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('a run announces its result once, and none of its words', async ({ playground }) => {
    await playground.open();
    const heard = await listen(playground.page);
    await playground.change(async () => playground.force(2, opposite(await playground.answer())));
    expect(await heard()).toEqual([
      ['Result', ((await playground.result.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim()],
    ]);
  });
});

test('while a GPU’s programs compile, the page says so and counts no megabytes', async ({ playground }) => {
  await playground.open();
  const use = playground.button('Use the GPU');
  await expect(use).toBeVisible();
  const heard = await listen(playground.page);
  await use.click();
  await expect(playground.engine).toContainText('Engine: GPU', { timeout: 120_000 });
  const told = (await heard()).filter(([region]) => region === 'Engine').map(([, text]) => text);
  expect(told.at(-2)).toBe('Preparing the engine…');
  expect(told.at(-1)).toMatch(/^Engine: GPU\. /);
});

test('why it runs on what it runs on is told when asked, and to a screen reader at once', async ({
  playground,
}) => {
  await playground.open();
  const reason = playground.engine.locator('span');
  await expect(reason).toContainText('parameters');
  expect((await reason.boundingBox())?.width).toBeLessThanOrEqual(1);
  await playground.button('Why?').click();
  expect((await reason.boundingBox())?.width).toBeGreaterThan(100);
  await playground.button('Less').click();
  expect((await reason.boundingBox())?.width).toBeLessThanOrEqual(1);
});

test('on paper the run stays, its controls go, and its link is there', async ({ playground }) => {
  await playground.open();
  await playground.change(() => playground.force(2, opposite('yes')));
  const { page } = playground;
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const name of ['Run', 'Share', 'Keyboard', 'Show me around', 'Show as a table'])
    await expect(playground.button(name)).toBeHidden();
  await expect(playground.token(2)).toBeVisible();
  await expect(playground.result).toBeVisible();
  await expect(page.getByText(page.url())).toBeVisible();
  const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(paper).toBe('rgb(251, 250, 247)');
});
