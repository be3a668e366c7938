import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, opposite, type Playground, test } from './playground.js';

/** Keys do what the map says, and nothing where somebody types. */

const mapOf = ({ page }: Playground): Locator => page.getByRole('dialog', { name: 'Keyboard' });

async function press(playground: Playground, key: string): Promise<void> {
  await playground.page.keyboard.press(key);
}

test('single keys run, step, flip, force, reset and show', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const words = await playground.words();
  const answer = await playground.answer();

  await press(playground, '0');
  await expect(playground.output.getByRole('listitem')).toHaveCount(0);
  await press(playground, 's');
  await expect(playground.output.getByRole('listitem')).toHaveCount(1);
  await expect(playground.button('Step')).toBeEnabled();
  await press(playground, 'r');
  await playground.finished();
  expect(await playground.words()).toEqual(words);

  await playground.change(() => press(playground, 'o'));
  await expect(playground.radio('Reasoning first')).toBeChecked();
  await playground.change(() => press(playground, 'o'));
  await expect(playground.radio('Decision first')).toBeChecked();

  await press(playground, 'f');
  await expect(playground.alternatives).toContainText(`Instead of “${answer}”`);
  await playground.change(() =>
    playground.alternatives.getByRole('button', { name: new RegExp(`^${opposite(answer)} `) }).click(),
  );
  await expect(playground.token(2)).toHaveAccessibleName(`${opposite(answer)}, forced`);

  await press(playground, 'm');
  await expect(page.getByRole('img', { name: /^Attention of each/ })).toBeVisible();
  await press(playground, 'm');
  await expect(page.getByRole('img', { name: /^Attention of each/ })).toBeHidden();
});

test('the key for forcing takes the word that is chosen', async ({ playground }) => {
  await playground.open();
  const words = await playground.words();
  await playground.token(6).click();
  await press(playground, 'Escape');
  await press(playground, 'f');
  await expect(playground.alternatives).toContainText(`Instead of “${words[6]}”`);
});

test('a key is nothing but a letter in a field and in a dialog, and the browser’s with Ctrl', async ({
  playground,
}) => {
  await playground.open();
  const hash = playground.hash();
  await playground.token(2).click();
  const field = playground.alternatives.getByRole('textbox', { name: 'Force another token' });
  await field.pressSequentially('so?0rm');
  await expect(field).toHaveValue('so?0rm');
  await press(playground, 'Escape');
  await playground.page.getByRole('spinbutton', { name: 'Scene' }).focus();
  for (const key of ['o', 'm', '?']) await press(playground, key);
  await playground.button('Share').click();
  for (const key of ['o', 'm', '?']) await press(playground, key);
  await press(playground, 'Escape');
  for (const key of ['Control+o', 'Alt+m', 'Meta+?'])
    await playground.page.keyboard.down(key.split('+')[0] ?? '');
  for (const key of ['o', 'm', '?']) await press(playground, key);
  for (const key of ['Control', 'Alt', 'Meta']) await playground.page.keyboard.up(key);
  await expect(mapOf(playground)).toBeHidden();
  await expect(playground.button('Show every word against every word')).toBeVisible();
  expect(playground.hash()).toBe(hash);
});

test('“?” shows the keys; they can be switched off, and stay off', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await expect(playground.button('Reset')).toHaveAttribute('aria-keyshortcuts', '0');
  await press(playground, '?');
  const map = mapOf(playground);
  await expect(map).toBeVisible();
  for (const key of ['r', 's', 'o', 'f', '0', 'm', '?']) {
    await expect(map.locator('kbd').getByText(key, { exact: true })).toBeVisible();
  }
  await map.getByRole('checkbox', { name: 'Use single keys' }).uncheck();
  await press(playground, 'Escape');
  await expect(map).toBeHidden();
  await expect(playground.button('Reset')).not.toHaveAttribute('aria-keyshortcuts');
  for (const key of ['m', '?', 'o']) await press(playground, key);
  await expect(map).toBeHidden();
  await expect(playground.radio('Decision first')).toBeChecked();

  await page.reload();
  await playground.finished();
  await press(playground, '?');
  await expect(map).toBeHidden();
  await playground.button('Keyboard').click();
  await map.getByRole('checkbox', { name: 'Use single keys' }).check();
  await map.getByRole('button', { name: 'Close' }).click();
  await expect(playground.button('Keyboard')).toBeFocused();
  await press(playground, 'm');
  await expect(page.getByRole('img', { name: /^Attention of each/ })).toBeVisible();
});

test('arrows go along the lines and across them, from the first word to the last', async ({ playground }) => {
  await playground.open();
  const list = playground.prompt;
  const focused = () =>
    list.getByRole('button').evaluateAll(all => all.findIndex(button => button.matches(':focus')));
  const last = (await list.getByRole('button').count()) - 1;
  await list.getByRole('button').first().focus();
  const down: number[] = [];
  for (let at = 0; ; at = await focused()) {
    down.push(at);
    await press(playground, 'ArrowDown');
    if ((await focused()) === at) break;
  }
  // Every line is met once: scene, question and instruction, the scene on several.
  expect(down.length).toBeGreaterThanOrEqual(5);
  expect(down).toEqual(down.toSorted((a, b) => a - b));
  await press(playground, 'End');
  expect(await focused()).toBe(last);
  const up: number[] = [];
  for (let at = last; ; at = await focused()) {
    up.push(at);
    await press(playground, 'ArrowUp');
    if ((await focused()) === at) break;
  }
  expect(up).toHaveLength(down.length);
  await press(playground, 'Home');
  expect(await focused()).toBe(0);
  for (let at = 0; at < last; at += 1) await press(playground, 'ArrowRight');
  expect(await focused()).toBe(last);
});

test('a term explains itself where it stands', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const term = page.getByRole('button', { name: 'token', exact: true });
  await expect(term).toHaveAccessibleDescription(/^A token is what the model reads/);
  const note = page.getByText('A token is what the model reads');
  await expect(note).toBeHidden();
  await term.focus();
  await press(playground, 'Enter');
  await expect(note).toBeVisible();
  await press(playground, 'Escape');
  await expect(note).toBeHidden();
  await expect(term).toBeFocused();
  // A second press closes it too.
  await term.click();
  await expect(note).toBeVisible();
  await term.click();
  await expect(note).toBeHidden();
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390, 320])
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 844 } });

      test('axe finds nothing in any dialog, and nothing is wider than the window', async ({
        playground,
      }) => {
        await playground.open();
        const { page } = playground;
        const check = async (part: string) => {
          const { violations } = await new AxeBuilder({ page })
            .options({ resultTypes: ['violations'] })
            .include({ fromShadowDom: ['foregone-app', part] })
            .analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          ).toBeLessThanOrEqual(0);
        };
        await playground.button('Share').click();
        await expect(page.getByRole('dialog', { name: 'Share this experiment' })).toBeVisible();
        await check('fg-share');
        await press(playground, 'Escape');
        await playground.button('Keyboard').click();
        await check('fg-keyboard-map');
        await press(playground, 'Escape');
        await playground.button('Why?').click();
        await check('fg-load-status');
        await playground.button('Show me around').click();
        await check('fg-tour');
        await press(playground, 'Escape');
        await page.getByRole('button', { name: 'Decision first', exact: true }).click();
        await check('fg-order-figure');
        await press(playground, 'Escape');
        await check('fg-cut');
        await check('fg-legend');
      });
    });
