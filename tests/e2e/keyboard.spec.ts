import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, opposite, type Playground, test } from './playground.js';

/** Keys do what the map says, and nothing where somebody types. */

const mapOf = ({ page }: Playground): Locator => page.getByRole('dialog', { name: 'Keyboard' });

const tab = ({ page }: Playground, name: string): Locator => page.getByRole('tab', { name, exact: true });

const MATRIX = 'Show the full attention matrix';

async function press(playground: Playground, key: string): Promise<void> {
  await playground.page.keyboard.press(key);
}

/** Presses a key of another layout: what is on it, and its place on a US keyboard. */
async function pressAt({ page }: Playground, key: string, code: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, text: key });
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code });
  await devtools.detach();
}

const position = ({ page }: Playground): Locator => page.getByRole('slider', { name: 'Position' });

test('single keys run, step, turn round, force, reset, go on and show', async ({ playground }) => {
  await playground.open();
  const words = await playground.first.words();
  const answer = await playground.first.answer();
  const written = playground.first.output.getByRole('listitem');

  await press(playground, '0');
  await expect(written).toHaveCount(0);
  await press(playground, 's');
  await expect(written).toHaveCount(1);
  await expect(playground.button('Step')).toBeEnabled();
  await press(playground, 'r');
  await playground.finished();
  expect(await playground.first.words()).toEqual(words);

  await playground.change(() => press(playground, 'o'));
  await expect(playground.radio('Reasons first')).toBeChecked();
  await playground.change(() => press(playground, 'o'));
  await expect(playground.radio('Answer first')).toBeChecked();

  await press(playground, 'f');
  await expect(playground.alternatives).toContainText(`Instead of “${answer}”`);
  await playground.change(() =>
    playground.alternatives.getByRole('button', { name: new RegExp(`^${opposite(answer)} `) }).click(),
  );
  await expect(playground.second.token(2)).toHaveAccessibleName(`${opposite(answer)}, forced`);
  await expect(playground.first.token(2)).toHaveAccessibleName(answer);

  const next = ((await playground.next.textContent()) ?? '').trim();
  await playground.change(() => press(playground, 'n'));
  await expect(playground.next).not.toHaveText(next);
});

test('each view has its key', async ({ playground }) => {
  await playground.open();
  for (const [key, name] of [
    ['h', 'Heads'],
    ['m', MATRIX],
    ['c', 'Side by side'],
    ['x', 'The cut'],
    ['a', 'Attention'],
  ] as const) {
    await press(playground, key);
    await expect(tab(playground, name)).toHaveAttribute('aria-selected', 'true');
    await expect(playground.page.getByRole('tabpanel', { name })).toBeVisible();
  }
});

test('the arrows go back and forth in what is written, but for where they move the focus', async ({
  playground,
}) => {
  await playground.open();
  const written = playground.first.output.getByRole('listitem');
  const count = await written.count();
  for (const left of [1, 2, 3]) {
    await press(playground, 'ArrowLeft');
    await expect(written).toHaveCount(count - left);
  }
  await expect(position(playground)).toHaveValue(String(count - 3));
  await press(playground, 'ArrowRight');
  await expect(written).toHaveCount(count - 2);
  // In a text, among radios and among tabs they go from one to the next.
  await playground.first.token(0).focus();
  await press(playground, 'ArrowRight');
  await expect(playground.first.token(1)).toBeFocused();
  await tab(playground, 'Attention').focus();
  await press(playground, 'ArrowRight');
  await expect(tab(playground, 'Heads')).toBeFocused();
  await expect(tab(playground, 'Heads')).toHaveAttribute('aria-selected', 'true');
  await press(playground, 'ArrowLeft');
  await playground.button('Reset').focus();
  await expect(written).toHaveCount(count - 2);
  await press(playground, 'ArrowRight');
  await press(playground, 'ArrowRight');
  await expect(written).toHaveCount(count);
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('one key plays and pauses, and the one that runs stops', async ({ playground }) => {
    await playground.open();
    const written = playground.first.output.getByRole('listitem');
    const count = await written.count();
    await playground.page.getByRole('slider', { name: 'Pace' }).fill('500');
    await playground.button('Reset').focus();
    await press(playground, 'w');
    await expect(playground.button('Pause')).toBeVisible();
    await press(playground, 'w');
    await expect(playground.button('Watch it write')).toBeVisible();
    const shown = await written.count();
    expect(shown).toBeLessThan(count);
    await press(playground, 'w');
    await expect(playground.button('Pause')).toBeVisible();
    await press(playground, 'r');
    await expect(playground.button('Watch it write')).toBeVisible();
    expect(await written.count()).toBeLessThan(count);
  });
});

test('the key for forcing takes the word that is chosen', async ({ playground }) => {
  await playground.open();
  await playground.differ('Answer');
  const words = await playground.second.words();
  await playground.second.token(6).click();
  await press(playground, 'Escape');
  await press(playground, 'f');
  await expect(playground.alternatives).toContainText(`Instead of “${words[6]}” in the second run`);
});

test('a key is nothing but a letter in a field and in a dialog, and the browser’s with Ctrl', async ({
  playground,
}) => {
  await playground.open();
  const hash = playground.hash();
  await playground.first.token(2).click();
  const field = playground.alternatives.getByRole('textbox', { name: 'Force another token' });
  await field.pressSequentially('so?0rmnx');
  await expect(field).toHaveValue('so?0rmnx');
  await press(playground, 'Escape');
  await playground.openQuestions();
  await playground.page.getByRole('spinbutton', { name: 'Scene' }).focus();
  for (const key of ['o', 'm', '?']) await press(playground, key);
  await playground.button('Share').click();
  for (const key of ['o', 'm', '?']) await press(playground, key);
  await press(playground, 'Escape');
  for (const key of ['Control', 'Alt', 'Meta']) await playground.page.keyboard.down(key);
  for (const key of ['o', 'm', '?']) await press(playground, key);
  for (const key of ['Control', 'Alt', 'Meta']) await playground.page.keyboard.up(key);
  await expect(mapOf(playground)).toBeHidden();
  await expect(tab(playground, MATRIX)).toHaveAttribute('aria-selected', 'false');
  expect(playground.hash()).toBe(hash);
});

test('where a layout has no such letter its place counts, and where it has, the letter', async ({
  playground,
}) => {
  await playground.open();
  // Cyrillic: ь is where M is, к where R is.
  await pressAt(playground, 'ь', 'KeyM');
  await expect(tab(playground, MATRIX)).toHaveAttribute('aria-selected', 'true');
  await pressAt(playground, 'щ', 'KeyO');
  await expect(playground.radio('Reasons first')).toBeChecked();
  await playground.finished();
  // French: A is where Q is, and comma where M is.
  await pressAt(playground, ',', 'KeyM');
  await pressAt(playground, 'q', 'KeyA');
  await expect(tab(playground, MATRIX)).toHaveAttribute('aria-selected', 'true');
  await pressAt(playground, 'a', 'KeyQ');
  await expect(tab(playground, 'Attention')).toHaveAttribute('aria-selected', 'true');
});

test('“?” shows the keys; they can be switched off, and stay off', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await expect(playground.button('Reset')).toHaveAttribute('aria-keyshortcuts', '0');
  await press(playground, '?');
  const map = mapOf(playground);
  await expect(map).toBeVisible();
  for (const key of ['r', 's', 'w', '←', '→', 'o', 'f', '0', 'n', '?', 'a', 'h', 'm', 'c', 'x']) {
    await expect(map.locator('.single kbd').getByText(key, { exact: true })).toBeVisible();
  }
  await map.getByRole('checkbox', { name: 'Use single keys' }).uncheck();
  await press(playground, 'Escape');
  await expect(map).toBeHidden();
  await expect(playground.button('Reset')).not.toHaveAttribute('aria-keyshortcuts');
  for (const key of ['m', '?', 'o']) await press(playground, key);
  await expect(map).toBeHidden();
  await expect(playground.radio('Answer first')).toBeChecked();
  await expect(tab(playground, MATRIX)).toHaveAttribute('aria-selected', 'false');

  await page.reload();
  await playground.button('Run it here').or(playground.next).first().waitFor();
  await expect(playground.button('Run')).toBeEnabled();
  await press(playground, '?');
  await expect(map).toBeHidden();
  await playground.button('Keyboard').click();
  await map.getByRole('checkbox', { name: 'Use single keys' }).check();
  await map.getByRole('button', { name: 'Close' }).click();
  await expect(playground.button('Keyboard')).toBeFocused();
  await press(playground, 'm');
  await expect(page.getByRole('img', { name: /^Attention of each/ })).toBeVisible();
});

test('with the browser’s storage closed, what is switched lasts as long as the page', async ({
  playground,
}) => {
  await playground.page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('closed', 'SecurityError');
      },
    });
  });
  await playground.open();
  await playground.page.getByRole('slider', { name: 'Pace' }).fill('300');
  await playground.button('Theme: auto').click();
  await expect(playground.button('Theme: light')).toBeVisible();
  await press(playground, '?');
  await mapOf(playground).getByRole('checkbox', { name: 'Use single keys' }).uncheck();
  await press(playground, 'Escape');
  await press(playground, '?');
  await expect(mapOf(playground)).toBeHidden();
  await expect(playground.page.getByRole('slider', { name: 'Pace' })).toHaveValue('300');
});

test('arrows go along the lines and across them, from the first word to the last', async ({ playground }) => {
  await playground.open();
  const list = playground.first.prompt;
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
  // Every line is met once: the scene, the question and the instruction.
  expect(down.length).toBeGreaterThanOrEqual(3);
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
  const term = page.getByRole('button', { name: 'The first token', exact: true });
  await expect(term).toHaveAccessibleDescription(/^Heads with nothing to do/);
  const note = page.getByText('Heads with nothing to do');
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
        await expect(page.getByRole('dialog', { name: /^Share/ })).toBeVisible();
        await check('fg-share');
        await press(playground, 'Escape');
        await playground.button('Keyboard').click();
        await expect(mapOf(playground)).toBeVisible();
        await check('fg-keyboard-map');
        await press(playground, 'Escape');
        await playground.button('Why?').click();
        await check('fg-load-status');
        await playground.button('Less').click();
        await playground.button('Chapters').click();
        await expect(page.getByRole('navigation', { name: 'Chapters' }).getByRole('listitem')).toHaveCount(7);
        await check('fg-chapters');
        await press(playground, 'Escape');
        await page.getByRole('button', { name: 'The first token', exact: true }).click();
        await expect(page.getByText('Heads with nothing to do')).toBeVisible();
        await check('fg-views');
      });
    });
