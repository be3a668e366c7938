import type { Page } from '@playwright/test';
import { expect, opposite, test } from './playground.js';

/** Whatever the page's content security policy refuses, from the start on. */
async function violations(page: Page): Promise<string[]> {
  const seen: string[] = [];
  await page.exposeFunction('refused', (what: string) => seen.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      Reflect.get(window, 'refused')(`${violatedDirective}: ${blockedURI} in ${sourceFile}`);
    });
  });
  return seen;
}

test('a whole visit does nothing that the page’s own policy refuses', async ({ playground }) => {
  const { page } = playground;
  const refused = await violations(page);
  await playground.open();
  await expect(page.locator('meta[http-equiv=Content-Security-Policy]')).toHaveAttribute(
    'content',
    /default-src 'none'.*require-trusted-types-for 'script'/,
  );
  const { first, second } = playground;
  const at = await first.answerIndex();
  await playground.change(async () => playground.force(first, at, opposite(await first.answer())));
  await playground.differ('Cut');
  await second.token(at).click();
  await page.keyboard.press('Escape');
  await playground.attention.getByRole('combobox', { name: 'Layer' }).selectOption('1');
  await playground.button('Show as a table').click();
  for (const view of await page.getByRole('tab').all()) await view.click();
  await page.getByRole('tab', { name: 'Show the full attention matrix' }).click();
  await page.getByRole('img', { name: /^Attention of each of/ }).hover();
  await playground.openQuestions();
  await playground.button('Edit the scene').click();
  await playground.change(() => playground.button('Add a swap').click());
  for (const name of ['auto', 'light', 'dark']) await playground.button(`Theme: ${name}`).click();
  await playground.button('Share').click();
  expect(refused).toEqual([]);
});

test.describe('an attack', () => {
  test.use({ mayFail: true });

  test('the policy keeps a script that text brings from running', async ({ playground, page }) => {
    const refused = await violations(page);
    await playground.open();
    const thrown = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<img src=x>';
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    expect(thrown).toBe(true);
    await expect.poll(() => refused.join()).toContain('require-trusted-types-for');
  });
});
