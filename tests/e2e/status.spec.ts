import type { Page } from '@playwright/test';
import { expect, opposite, type Playground, test } from './playground.js';

/** What the page says by itself, to those who hear it and to those who see it. */

/** Keeps each text that a live region of the page takes on, by the region's name, as a screen reader is told of it. */
async function listen(page: Page): Promise<() => Promise<[region: string, text: string][]>> {
  await page.evaluate(() => {
    const heard: [string, string][] = [];
    Object.assign(window, { heard });
    const last = new WeakMap<Element, string>();
    const watched = new WeakSet<Node>();
    const observer = new MutationObserver(() => read(document));
    const read = (root: Document | ShadowRoot) => {
      if (!watched.has(root)) {
        watched.add(root);
        observer.observe(root, { childList: true, characterData: true, attributes: true, subtree: true });
      }
      for (const element of root.querySelectorAll('*')) {
        if (element.matches('[role="status"], [role="alert"], [role="log"], [aria-live], output')) {
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
  });
  return () => page.evaluate(() => Reflect.get(window, 'heard') as [string, string][]);
}

/** What both runs show, as it is told. */
const told = async ({ result }: Playground) =>
  ((await result.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();

test('each run announces what both show once, at its end, and none of their words', async ({
  playground,
}) => {
  await playground.visit();
  const heard = await listen(playground.page);
  const announced: [string, string][] = [];
  const again = async () => {
    announced.push(['Result', await told(playground)]);
    expect(await heard()).toEqual(announced);
  };
  await playground.differ('Order');
  await again();
  await playground.button('Run').click();
  await playground.finished();
  await again();
  await playground.change(() => playground.radio('Reasons first').check());
  await again();
  await playground.change(async () =>
    playground.force(
      playground.first,
      await playground.first.answerIndex(),
      opposite(await playground.first.answer()),
    ),
  );
  await again();
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('what is watched announces the same once more, at its end', async ({ playground }) => {
    await playground.visit();
    await playground.page.getByRole('slider', { name: 'Pace' }).fill('30');
    const point = await told(playground);
    const heard = await listen(playground.page);
    await playground.button('Watch it write').click();
    await expect(playground.button('Pause')).toBeVisible();
    await expect(playground.result).toHaveText(point);
    expect(await heard()).toEqual([['Result', point]]);
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

test('on paper both runs stay, their controls go, and their link is there', async ({ playground }) => {
  await playground.open();
  const { first, second, page } = playground;
  await playground.differ('Answer');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const controls = ['Run', 'Watch it write', 'Share', 'Keyboard', 'Another question', 'Show as a table'];
  for (const name of controls) await expect(playground.button(name)).toBeHidden();
  await expect(playground.next).toBeHidden();
  for (const run of [first, second]) await expect(run.token(2)).toBeVisible();
  await expect(playground.result).toBeVisible();
  await expect(page.getByText(page.url())).toBeVisible();
  const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(paper).toBe('rgb(251, 250, 247)');
});
