import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, linkTo, opposite, type Playground, percentage, test } from './playground.js';

/** What two runs state, side by side: which findings conflict, where each answer looked, and the sentence about both. */

function region(playground: Playground): Locator {
  return playground.page.getByRole('region', { name: 'Side by side' });
}

function rows(playground: Playground): Locator {
  return region(playground).getByRole('list', { name: 'Reasons side by side' }).getByRole('listitem');
}

function names(playground: Playground): Locator {
  return region(playground).getByRole('heading', { level: 3 });
}

/** Turns to what stands side by side. */
async function show(playground: Playground): Promise<void> {
  await playground.page.getByRole('tab', { name: 'Side by side' }).click();
  await expect(region(playground)).toBeVisible();
}

const said = async ({ result }: Playground) => (await result.innerText()).trim();

test('the opposite answer is forced, and findings that conflict are marked as such', async ({
  playground,
}) => {
  await playground.open();
  await playground.ask('Is it funny?');
  const [answer, words] = [await playground.first.answer(), await playground.first.words()];
  await playground.differ('Answer');
  await show(playground);

  await expect(names(playground).first()).toHaveText('Left to itself');
  await expect(names(playground).nth(1)).toHaveText(`Made to answer “${opposite(answer)}”`);
  const told = await said(playground);
  expect(told).toContain(`Made to answer “${opposite(answer)}” instead of “${answer}”, it `);
  await expect(region(playground)).toContainText(told);
  const [, some, all] = /contradicts itself in (\d+) of (\d+) findings/.exec(told) ?? [];
  const findings = (await rows(playground).allInnerTexts()).filter(text => text.includes('looks'));
  expect(findings).toHaveLength(Number(all));
  const conflicting = findings.filter(text => text.includes('conflict'));
  expect(conflicting).toHaveLength(Number(some));
  expect(Number(some)).toBeGreaterThan(0);
  // They are marked in both texts too, as many times as there are rows that conflict.
  const count = (await rows(playground).allInnerTexts()).filter(text => text.includes('conflict')).length;
  for (const run of [playground.first, playground.second]) {
    await expect(run.output.getByText('≠')).toHaveCount(count);
    await expect(run.output.getByRole('button', { description: /conflicts with the other/ })).not.toHaveCount(
      0,
    );
  }
  // The first run is as it was.
  expect(await playground.first.words()).toEqual(words);
});

test('the other order stands beside the first run’s, with where both answers looked', async ({
  playground,
}) => {
  await playground.open(linkTo({ task: { kind: 'cups', seed: 5, swaps: 8 } }));
  await playground.differ('Order');
  await show(playground);
  expect(await said(playground)).toContain('Flipping the order');
  expect((await names(playground).allInnerTexts()).slice(0, 2)).toEqual(['Answer first', 'Reasons first']);
  await expect(region(playground)).toContainText(
    new RegExp(`Answers “${await playground.first.answer()}”, which is (right|wrong)`),
  );

  const table = region(playground).getByRole('table');
  const column = async (index: number) =>
    (await table.getByRole('row').allInnerTexts())
      .slice(1)
      .map(text => percentage(text.split('\t')[index] ?? ''));
  for (const index of [1, 2]) {
    const sum = (await column(index)).reduce((all, share) => all + share, 0);
    expect(Math.abs(sum - 100)).toBeLessThan(0.5);
  }
  const reasons = await table
    .getByRole('row')
    .filter({ hasText: 'reasons' })
    .getByRole('cell')
    .allInnerTexts();
  expect(percentage(reasons[0] ?? '')).toBe(0);
  expect(percentage(reasons[1] ?? '')).toBeGreaterThan(10);

  // The same the other way round.
  await playground.change(() => playground.radio('Reasons first').check());
  await expect(playground.difference('Order')).toBeChecked();
  expect((await names(playground).allInnerTexts()).slice(0, 2)).toEqual(['Reasons first', 'Answer first']);
});

test('a forced answer was not chosen by looking: there is nothing to hold side by side', async ({
  playground,
}) => {
  await playground.open();
  await playground.differ('Answer');
  await show(playground);
  await expect(rows(playground)).not.toHaveCount(0);
  await expect(region(playground).getByRole('table')).toHaveCount(0);
});

test('a link to a forced answer is the same two runs; Back and Forward lose none of it', async ({
  playground,
}) => {
  await playground.open();
  await show(playground);
  await expect(region(playground)).toContainText('There is one run.');
  const answer = await playground.first.answer();
  await playground.differ('Answer');
  const [told, texts] = [await said(playground), await rows(playground).allInnerTexts()];
  await playground.change(() => playground.page.goBack());
  await expect(playground.second.region).toBeHidden();
  await expect(region(playground)).toContainText('There is one run.');
  await playground.change(() => playground.page.goForward());
  expect(await said(playground)).toBe(told);
  expect(await rows(playground).allInnerTexts()).toEqual(texts);

  // A first version's link has one run: forced in it, it is the second beside what the model does by itself.
  await playground.open(linkTo({ forced: [{ at: 2, token: opposite(answer) }] }));
  await expect(playground.difference('Answer')).toBeChecked();
  await show(playground);
  expect(await said(playground)).toBe(told);
  expect(await rows(playground).allInnerTexts()).toEqual(texts);
  expect(await playground.first.answer()).toBe(answer);
});

test('closing the second run leaves the focus where it is, and the first run as it was', async ({
  playground,
}) => {
  await playground.open();
  await playground.differ('Order');
  const words = await playground.first.words();
  await playground.difference('Order').focus();
  await playground.change(() => playground.page.keyboard.press('ArrowLeft'));
  await expect(playground.difference('Answer')).toBeFocused();
  await playground.change(async () => {
    await playground.page.keyboard.press('ArrowLeft');
  });
  await expect(playground.difference('Nothing')).toBeFocused();
  await expect(playground.second.region).toBeHidden();
  expect(await playground.first.words()).toEqual(words);
});

test('without an answer there is none to force, and one sentence says so', async ({ playground }) => {
  await playground.open(linkTo({ max_tokens: 2 }));
  await playground.difference('Answer').click();
  await expect(playground.alert).toContainText('This text comes to no answer, so there is none to force.');
  await expect(playground.difference('Nothing')).toBeChecked();
  await expect(playground.second.region).toBeHidden();
  // Two texts that both end before anything is said: there is no row, but a sentence.
  await playground.differ('Order');
  await expect(playground.alert).toHaveText('');
  expect(await said(playground)).toContain(
    'Flipping the order changed nothing: both ways it comes to no answer',
  );
  await show(playground);
  await expect(region(playground)).toContainText('Comes to no answer.');
});

test('what differs is taken up where the first run is not over: that is written first', async ({
  playground,
}) => {
  await playground.open();
  const words = await playground.first.words();
  await playground.button('Reset').click();
  await playground.button('Step').click();
  await expect(playground.button('Step')).toBeEnabled();
  expect(await playground.first.words()).toEqual(words.slice(0, 1));
  await show(playground);
  await playground.differ('Answer');
  expect(await playground.first.words()).toEqual(words);
  expect(await playground.second.answer()).toBe(opposite(await playground.first.answer()));
  await expect(rows(playground)).not.toHaveCount(0);

  // Reset keeps what differs; a step writes a word of what can be written.
  await playground.button('Reset').click();
  await expect(region(playground)).toContainText('Run both to their ends first.');
  await expect(playground.difference('Answer')).toBeChecked();
  await playground.button('Step').click();
  await expect(playground.button('Step')).toBeEnabled();
  expect(await playground.first.words()).toEqual(words.slice(0, 1));
  await playground.button('Run').click();
  await playground.finished();
  await expect(rows(playground)).not.toHaveCount(0);
});

test.describe('with a worker of the test’s own', () => {
  // The page's policy lets only its own code start one.
  test.use({ bypassCSP: true });

  test('what only looks is answered on the way, and stop ends a second run that is asked for', async ({
    playground,
  }) => {
    await playground.open();
    // With a worker of its own: a run is too quick here to be stopped by hand.
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
            heard.push(`${id} ${kind} ${response.problem?.what ?? response.why ?? ''}`.trim());
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
      const differed = ask(3, { kind: 'differ', wish: { kind: 'answer' } }, 'opened');
      await ask(4, { kind: 'look', run: 0, at: 3, row: 'reading', layer: 'mean', head: 'mean' }, 'attention');
      await differed;
      const rested = ask(5, { kind: 'advance', counts: undefined }, 'rested');
      worker.postMessage({ id: 6, request: { kind: 'stop' } });
      await rested;
      await ask(7, { kind: 'open', source: { hash } }, 'opened');
      const failed = ask(8, { kind: 'differ', wish: { kind: 'note' } }, 'failed');
      worker.postMessage({ id: 9, request: { kind: 'stop' } });
      await failed;
      // The open contrast has one run, and goes on.
      await ask(10, { kind: 'advance', counts: [1, 0] }, 'rested');
      worker.terminate();
      return heard;
    }, linkTo());
    expect(kinds).toEqual([
      '0 ready',
      '1 loaded',
      '2 opened',
      '4 attention',
      '3 opened',
      '5 rested stopped',
      '7 opened',
      '8 failed cancelled',
      '10 rested stepped',
    ]);
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390]) {
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test('axe finds nothing, and nothing is wider than the page', async ({ playground }) => {
        await playground.open();
        await playground.ask('Is it funny?');
        await playground.differ('Answer');
        await show(playground);
        const { violations } = await new AxeBuilder({ page: playground.page })
          .options({ resultTypes: ['violations'] })
          .include({ fromShadowDom: ['foregone-app', 'fg-views'] })
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
