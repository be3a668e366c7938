import AxeBuilder from '@axe-core/playwright';
import { expect, opposite, type Playground, test } from './playground.js';

/** What axe finds wrong with the page, or with one part of it. */
async function violations(playground: Playground, part?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page: playground.page }).options({ resultTypes: ['violations'] });
  const { violations: found } = await (part
    ? builder.include({ fromShadowDom: ['foregone-app', part] })
    : builder
  ).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'light at 390 px', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'dark at 390 px', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const;

for (const { name, colorScheme, viewport } of LOOKS) {
  test.describe(name, () => {
    test.use({ colorScheme, viewport });

    test('axe finds nothing, whatever is open', async ({ playground }) => {
      await playground.open();
      // The shortest scene: axe looks at every element, and words are all alike.
      await playground.page.getByRole('combobox', { name: 'Swaps' }).selectOption('1');
      await expect.poll(async () => (await playground.names(playground.prompt)).length).toBeLessThan(40);
      await playground.finished();
      expect(await violations(playground)).toEqual([]);
      await playground.force(2, opposite(await playground.answer()));
      await playground.finished();
      await playground.button('Show as a table').click();
      await playground.button('Show every word against every word').click();
      await expect(playground.page.getByRole('img', { name: /^Attention of each/ })).toBeVisible();
      expect(await violations(playground)).toEqual([]);
      await playground.type(2, 'giraffe');
      await expect(playground.alternatives.getByRole('alert')).not.toBeEmpty();
      expect(await violations(playground)).toEqual([]);
    });

    for (const task of ['Where is the ball?', 'Is it funny?', 'Is it allowed?'] as const)
      test(`axe finds nothing in the scene and its editor: ${task}`, async ({ playground }) => {
        await playground.open();
        if (task !== 'Where is the ball?') await playground.ask(task);
        await playground.button('Edit the scene').click();
        const remove = playground.editor.getByRole('button', { name: /^Remove/ });
        // Until the scene lacks something, so that the sentence about it is looked at too.
        while ((await playground.sceneProblem.innerText()) === '') {
          const left = await remove.count();
          await remove.first().click();
          await expect(remove).toHaveCount(left - 1);
        }
        await playground.finished();
        const { innerWidth, scrollWidth } = await playground.page.evaluate(() => ({
          innerWidth: window.innerWidth,
          scrollWidth: document.documentElement.scrollWidth,
        }));
        expect(scrollWidth).toBeLessThanOrEqual(innerWidth);
        expect(await violations(playground, 'fg-scene')).toEqual([]);
      });

    test('nothing has to be scrolled to from the side', async ({ playground }) => {
      await playground.open();
      await playground.force(2, opposite(await playground.answer()));
      await playground.finished();
      await playground.button('Show as a table').click();
      await playground.button('Show every word against every word').click();
      await playground.token(2).click();
      const { innerWidth, scrollWidth } = await playground.page.evaluate(() => ({
        innerWidth: window.innerWidth,
        scrollWidth: document.documentElement.scrollWidth,
      }));
      expect(scrollWidth).toBeLessThanOrEqual(innerWidth);
      const dialog = await playground.alternatives.boundingBox();
      expect(dialog?.x).toBeGreaterThanOrEqual(0);
      expect((dialog?.x ?? 0) + (dialog?.width ?? 0)).toBeLessThanOrEqual(innerWidth);
      // The token that the dialog is about stays in sight, and is not under it.
      const token = await playground.token(2).boundingBox();
      await expect(playground.token(2)).toBeInViewport({ ratio: 1 });
      const apart =
        (token?.y ?? 0) + (token?.height ?? 0) <= (dialog?.y ?? 0) ||
        (dialog?.y ?? 0) + (dialog?.height ?? 0) <= (token?.y ?? 0) ||
        (token?.x ?? 0) + (token?.width ?? 0) <= (dialog?.x ?? 0);
      expect(apart).toBe(true);
    });
  });
}

test('the page follows the system’s colours, and the switch overrules them', async ({ playground }) => {
  const { page } = playground;
  const lightness = () =>
    page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] =
        getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
      return (red + green + blue) / 3;
    });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await playground.open();
  expect(await lightness()).toBeLessThan(60);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(await lightness()).toBeGreaterThan(200);
  await playground.button('Theme: auto').click();
  await playground.button('Theme: light').click();
  expect(await lightness()).toBeLessThan(60);
  await page.reload();
  await playground.finished();
  expect(await lightness()).toBeLessThan(60);
});

test('everything can be done from the keyboard', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });
  const tabTo = async (reached: () => Promise<boolean>) => {
    for (let press = 0; press < 30; press += 1) {
      if (await reached()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('Tab never got there');
  };

  // Flip the order and back.
  await tabTo(() => playground.radio('Decision first').evaluate(radio => radio.matches(':focus')));
  await playground.change(() => page.keyboard.press('ArrowRight'));
  await expect(playground.radio('Reasoning first')).toBeChecked();
  await playground.change(() => page.keyboard.press('ArrowLeft'));
  await expect(playground.radio('Decision first')).toBeChecked();
  const answer = await playground.answer();

  // One press of Tab reaches the output; the arrows go along it.
  await tabTo(async () =>
    playground.prompt
      .getByRole('button')
      .first()
      .evaluate(button => button.matches(':focus')),
  );
  await page.keyboard.press('End');
  expect(await focused()).toBe('.');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('answer');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe(answer);
  await page.keyboard.press('ArrowDown');
  expect(await focused()).not.toBe(answer);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');

  // Open the alternatives, leave them, and force the opposite.
  await page.keyboard.press('Enter');
  await expect(playground.alternatives).toBeVisible();
  await page.keyboard.press('Escape');
  await expect.poll(focused).toBe(answer);
  await page.keyboard.press('Enter');
  await expect(playground.alternatives).toBeVisible();
  await tabTo(async () => (await focused()).startsWith(opposite(answer)));
  await page.keyboard.press('Enter');
  await expect(playground.token(2)).toHaveAccessibleName(`${opposite(answer)}, forced`);
  await playground.finished();
  expect(await focused()).toBe(`${opposite(answer)}, forced`);

  // Pick a head.
  await tabTo(async () => (await focused()).startsWith('Layer 1, head 1'));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(playground.attention.getByRole('combobox', { name: 'Head' })).toHaveValue('2');
});

test('with the colours forced by the system, forced tokens and the picked order can still be told', async ({
  playground,
}) => {
  await playground.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await playground.open();
  await playground.force(2, opposite(await playground.answer()));
  await expect(playground.token(2)).toContainText('forced');
  const outline = (selector: string) =>
    playground.page.locator(selector).evaluate(element => getComputedStyle(element).outlineStyle);
  expect(await outline('label:has(:checked):has-text("Decision first")')).toBe('solid');
});
