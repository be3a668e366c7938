import type { Locator } from '@playwright/test';
import { expect, opposite, Playground, test } from './playground.js';

/** The tour: on the real page, at the visitor's pace. */

const stepOf = ({ page }: Playground, step: number): Locator =>
  page.getByRole('dialog', { name: `Step ${step} of 5` });

test('the tour walks to its end by keyboard alone, and is remembered', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const answer = await playground.answer();
  const start = playground.button('Show me around');
  await expect(page.getByRole('dialog')).toBeHidden();
  await start.focus();
  await page.keyboard.press('Enter');

  const first = stepOf(playground, 1);
  await expect(first).toContainText(`“${answer}”`);
  await expect(first.getByRole('button', { name: `Force “${opposite(answer)}”` })).toBeFocused();
  await page.keyboard.press('Enter');
  const second = stepOf(playground, 2);
  await expect(second).toContainText(`lead to “${opposite(answer)}”`);
  await expect(playground.token(2)).toHaveAccessibleName(`${opposite(answer)}, forced`);
  await expect(second.getByRole('button', { name: 'Next' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(stepOf(playground, 3).getByRole('button', { name: 'Reasoning first' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(stepOf(playground, 4).getByRole('button', { name: 'Cut it off' })).toBeFocused();
  await expect(playground.radio('Reasoning first')).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(stepOf(playground, 5).getByRole('button', { name: 'Done' })).toBeFocused();
  await expect(playground.button('Cut the answer off from the reasons')).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(start).toBeFocused();

  await expect(page.getByText('Five short steps')).toBeHidden();
  await page.reload();
  await playground.finished();
  await expect(page.getByText('Five short steps')).toBeHidden();
  await expect(start).toBeVisible();
});

test('a visitor may do what a step says, on the page itself', async ({ playground }) => {
  await playground.open();
  const answer = await playground.answer();
  await playground.button('Show me around').click();
  await expect(stepOf(playground, 1)).toBeVisible();
  await playground.force(2, opposite(answer));
  await expect(stepOf(playground, 2)).toBeVisible();
  // The focus stays where the visitor is at work.
  await expect(playground.token(2)).toBeFocused();
  await stepOf(playground, 2).getByRole('button', { name: 'Back' }).click();
  await expect(stepOf(playground, 1).getByRole('button', { name: 'Next' })).toBeFocused();
  await stepOf(playground, 1).getByRole('button', { name: 'Next' }).click();
  await stepOf(playground, 2).getByRole('button', { name: 'Next' }).click();
  await playground.radio('Reasoning first').check();
  await expect(stepOf(playground, 4)).toBeVisible();
  await stepOf(playground, 4).getByRole('button', { name: 'Skip' }).click();
  await expect(stepOf(playground, 5)).toBeVisible();
});

test('Esc ends the tour, from the page as well; the alternatives close first', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.button('Show me around').click();
  await expect(stepOf(playground, 1)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(playground.button('Show me around')).toBeFocused();

  await playground.button('Show me around').click();
  await playground.token(2).click();
  await expect(playground.alternatives).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(playground.alternatives).toBeHidden();
  await expect(stepOf(playground, 1)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('over a shared link nothing opens by itself, and the tour starts from a plain run', async ({
  playground,
}) => {
  await playground.open();
  await playground.change(() => playground.radio('Reasoning first').check());
  await playground.page.reload();
  await playground.finished();
  await expect(playground.page.getByRole('dialog')).toBeHidden();
  await expect(playground.radio('Reasoning first')).toBeChecked();
  await playground.button('Show me around').click();
  await expect(playground.radio('Decision first')).toBeChecked();
  await playground.finished();
  await expect(stepOf(playground, 1)).toContainText(`“${await playground.answer()}”`);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('what a step points at is in sight and not under it', async ({ playground }) => {
    await playground.open();
    await playground.button('Show me around').click();
    const sights = [
      playground.token(2),
      playground.result,
      playground.order,
      playground.button('Cut the answer off from the reasons'),
      playground.button('Share'),
    ];
    for (const [index, sight] of sights.entries()) {
      const step = stepOf(playground, index + 1);
      await expect(step).toBeVisible();
      if (index < 3) await playground.finished();
      await expect(sight).toBeInViewport({ ratio: 0.9 });
      const [under, over] = [await sight.boundingBox(), await step.boundingBox()];
      expect((under?.y ?? 0) + (under?.height ?? 0)).toBeLessThanOrEqual((over?.y ?? 0) + 1);
      await step.getByRole('button').last().click();
    }
    await expect(playground.page.getByRole('dialog')).toBeHidden();
  });
});

test('over what a stranger saw it waits to be asked, and runs first', async ({
  playground,
  browser,
  contextOptions,
}) => {
  await playground.open();
  const context = await browser.newContext(contextOptions);
  const other = new Playground(await context.newPage());
  await other.page.goto(playground.page.url());
  await expect(other.recording).toContainText('not been checked here');
  await expect(other.page.getByRole('dialog')).toBeHidden();
  await other.button('Show me around').click();
  await other.finished();
  await expect(stepOf(other, 1)).toContainText(`“${await other.answer()}”`);
  await context.close();
});

test('with the browser’s storage closed, the tour still ends', async ({ playground }) => {
  await playground.page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('closed', 'SecurityError');
      },
    });
  });
  await playground.open();
  await playground.button('Show me around').click();
  await stepOf(playground, 1).getByRole('button', { name: 'Close' }).click();
  await expect(playground.page.getByText('Five short steps')).toBeHidden();
});
