import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, linkTo, opposite, type Playground, percentage, test } from './playground.js';

/** Two runs side by side. */

const ORDER = 'Compare with the other order';
const ANSWER = 'Compare with the opposite answer';
const OWN = 'Compare with its own answer';

function region(playground: Playground): Locator {
  return playground.page.getByRole('region', { name: 'Comparison' });
}

function sentence(playground: Playground): Locator {
  return region(playground).getByRole('status', { name: 'What came of it' });
}

function rows(playground: Playground): Locator {
  return region(playground).getByRole('list', { name: 'Reasons side by side' }).getByRole('listitem');
}

/** Presses the button, and waits until both texts are there. */
async function compare(playground: Playground, name: string): Promise<void> {
  await playground.button(name).click();
  await expect(rows(playground).first()).toBeVisible();
}

/** How many rows of details say that they conflict. */
async function conflicts(playground: Playground): Promise<number> {
  const texts = await rows(playground).allInnerTexts();
  return texts.filter(text => text.includes('looks') && text.includes('conflict')).length;
}

test('the opposite answer is forced, and findings that conflict are marked as such', async ({
  playground,
}) => {
  await playground.open();
  await playground.ask('Is it funny?');
  const [answer, words, hash] = [await playground.answer(), await playground.words(), playground.hash()];
  await compare(playground, ANSWER);

  await expect(region(playground).getByRole('heading', { level: 3 }).first()).toHaveText('Its own answer');
  await expect(region(playground)).toContainText(`Answer forced to “${opposite(answer)}”`);
  const told = sentence(playground);
  await expect(told).toContainText(`Made to answer “${opposite(answer)}” instead of “${answer}”, it `);
  const [, some, all] = /contradicts itself in (\d+) of (\d+) findings/.exec(await told.innerText()) ?? [];
  expect(await conflicts(playground)).toBe(Number(some));
  expect(Number(some)).toBeGreaterThan(0);
  expect((await rows(playground).allInnerTexts()).filter(text => text.includes('looks'))).toHaveLength(
    Number(all),
  );
  // The run on the page is as it was.
  expect(await playground.words()).toEqual(words);
  expect(playground.hash()).toBe(hash);
});

test('the other order stands beside the one on the page, with where both answers looked', async ({
  playground,
}) => {
  await playground.open();
  await playground.change(() => playground.page.getByRole('combobox', { name: 'Swaps' }).selectOption('8'));
  const answer = await playground.answer();
  await compare(playground, ORDER);
  await expect(sentence(playground)).toContainText('Flipping the order');
  const names = await region(playground).getByRole('heading', { level: 3 }).allInnerTexts();
  expect(names.slice(0, 2)).toEqual(['Decision first', 'Reasoning first']);
  await expect(region(playground)).toContainText(`Answers “${answer}”, which is`);

  const table = region(playground).getByRole('table');
  const column = async (index: number) =>
    (await table.getByRole('row').allInnerTexts())
      .slice(1)
      .map(text => percentage(text.split('\t')[index] ?? ''));
  for (const index of [1, 2]) {
    const sum = (await column(index)).reduce((all, share) => all + share, 0);
    expect(Math.abs(sum - 100)).toBeLessThan(0.5);
  }
  const reasoning = await table
    .getByRole('row')
    .filter({ hasText: 'reasoning' })
    .getByRole('cell')
    .allInnerTexts();
  expect(percentage(reasoning[0] ?? '')).toBe(0);
  expect(percentage(reasoning[1] ?? '')).toBeGreaterThan(10);

  // The same order the other way round comes to the same.
  await playground.change(() => playground.radio('Reasoning first').check());
  await expect(region(playground)).toBeVisible();
  await playground.button(ORDER).click();
  await expect(region(playground).getByRole('heading', { level: 3 }).first()).toHaveText('Reasoning first');
});

test('a side opens by its link, and the comparison stays while it is about the page', async ({
  playground,
}) => {
  await playground.open();
  const answer = await playground.answer();
  await compare(playground, ANSWER);
  const before = await sentence(playground).innerText();
  await expect(region(playground).getByText('On the page now')).toHaveCount(1);
  const link = region(playground).getByRole('link', { name: /^Open this one: Answer forced/ });
  await playground.change(() => link.click());
  await expect(playground.result).toContainText(`It was made to answer “${opposite(answer)}”`);
  await expect(sentence(playground)).toHaveText(before);
  await expect(region(playground).getByRole('link', { name: 'Open this one: Its own answer' })).toBeVisible();

  // From the forced side the counterpart is the model's own answer.
  await compare(playground, OWN);
  await expect(sentence(playground)).toHaveText(before);
  await expect(region(playground).getByRole('heading', { level: 3 }).nth(1)).toHaveText('Its own answer');

  await playground.change(() => playground.page.goBack());
  await expect(region(playground)).toBeVisible();
  await playground.change(() => playground.button('Another scene').click());
  await expect(region(playground)).toBeHidden();
});

test('closing gives the focus back to the button that opened it', async ({ playground }) => {
  await playground.open();
  await playground.button(ORDER).focus();
  await playground.page.keyboard.press('Enter');
  await expect(rows(playground).first()).toBeVisible();
  await region(playground).getByRole('button', { name: 'Close the comparison' }).press('Enter');
  await expect(region(playground)).toBeHidden();
  await expect(playground.button(ORDER)).toBeFocused();
});

test('without an answer there is none to force, and one sentence says so', async ({ playground }) => {
  await playground.open(linkTo({ max_tokens: 2 }));
  await playground.button(ANSWER).click();
  await expect(sentence(playground)).toHaveText('This text comes to no answer, so there is none to force.');
  await compareNothing(playground);
});

/** Two texts that both end before anything is said: there is no row, but a sentence. */
async function compareNothing(playground: Playground): Promise<void> {
  await playground.button(ORDER).click();
  await expect(sentence(playground)).toContainText(
    'Flipping the order changed nothing: both ways it comes to no answer',
  );
  await expect(region(playground)).toContainText('Comes to no answer.');
}

test.describe('with a worker of the test’s own', () => {
  // The page's policy lets only its own code start one.
  test.use({ bypassCSP: true });

  test('what only looks is answered on the way, and stop ends a comparison', async ({ playground }) => {
    await playground.open();
    // With a worker of its own: a comparison is too quick here to be stopped by hand.
    const kinds = await playground.page.evaluate(async hash => {
      const loaded = performance.getEntriesByType('resource').map(entry => entry.name);
      const script = loaded.find(name => /\/worker-[^/]*\.js$/.test(name));
      if (!script) throw new Error('the page loaded no worker');
      const worker = new Worker(script, { type: 'module' });
      const heard: string[] = [];
      const until = (kind: string) =>
        new Promise<void>(resolve => {
          worker.addEventListener('message', function hear({ data: { id, response } }) {
            if (response.kind !== kind) return;
            worker.removeEventListener('message', hear);
            heard.push(`${id} ${kind} ${response.problem?.what ?? ''}`.trim());
            resolve();
          });
        });
      const ask = (id: number, request: { kind: string; [setting: string]: unknown }, kind: string) => {
        worker.postMessage({ id, request });
        return until(kind);
      };
      await until('ready');
      const base = new URL('models/', document.baseURI).href;
      await ask(1, { kind: 'load', base, model: undefined, backend: 'cpu' }, 'loaded');
      await ask(2, { kind: 'open', source: { hash } }, 'opened');
      const compared = ask(3, { kind: 'compare', with: 'order' }, 'compared');
      await ask(4, { kind: 'look', at: 3, row: 'reading', layer: 'mean', head: 'mean' }, 'attention');
      await compared;
      const failed = ask(5, { kind: 'compare', with: 'order' }, 'failed');
      worker.postMessage({ id: 6, request: { kind: 'stop' } });
      await failed;
      // The open experiment has not moved.
      await ask(7, { kind: 'advance', count: 1 }, 'rested');
      worker.terminate();
      return heard;
    }, playground.hash());
    expect(kinds).toEqual([
      '0 ready',
      '1 loaded',
      '2 opened',
      '4 attention',
      '3 compared',
      '5 failed cancelled',
      '7 rested',
    ]);
  });
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('a text that is not finished is finished for the comparison alone', async ({ playground }) => {
    await playground.open();
    await playground.button('Reset').click();
    await playground.button('Step').click();
    await expect(playground.button('Step')).toBeEnabled();
    const words = await playground.words();
    expect(words).toHaveLength(1);
    await compare(playground, ANSWER);
    expect(await playground.words()).toEqual(words);
    await playground.button('Step').click();
    await expect.poll(() => playground.words()).toHaveLength(2);
    await expect(region(playground)).toBeVisible();
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390]) {
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test('axe finds nothing, and nothing is wider than the page', async ({ playground }) => {
        await playground.open();
        await playground.ask('Is it funny?');
        await compare(playground, ANSWER);
        const { violations } = await new AxeBuilder({ page: playground.page })
          .options({ resultTypes: ['violations'] })
          .include({ fromShadowDom: ['foregone-app', 'fg-comparison'] })
          .analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([]);
        const sizes = await playground.page.evaluate(() => [
          document.documentElement.scrollWidth,
          window.innerWidth,
        ]);
        expect(sizes[0]).toBeLessThanOrEqual(sizes[1] ?? 0);

        // Side by side, or one below the other.
        const row = rows(playground).filter({ hasText: 'conflict' }).first();
        const words = row.locator('b');
        const [left, right] = [await words.nth(0).boundingBox(), await words.nth(1).boundingBox()];
        if (!left || !right) throw new Error('a conflict has two sides');
        if (width > 1000) expect(right.x).toBeGreaterThan(left.x + 100);
        else expect(right.y).toBeGreaterThan(left.y + 10);
      });
    });
  }
