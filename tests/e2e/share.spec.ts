import type { Locator } from '@playwright/test';
import { expect, opposite, type Playground, test } from './playground.js';

/** The dialog behind “Share”: a link, code to embed, all of it to copy. */

const CODES = [
  { field: 'Link to this experiment', copy: 'Copy the link', says: 'The link is copied.' },
  { field: 'For your own page', copy: 'Copy the code', says: 'The code is copied.' },
  { field: /Use an iframe$/, copy: 'Copy the code of the iframe', says: 'The code of the iframe is copied.' },
] as const;

const dialogOf = ({ page }: Playground): Locator =>
  page.getByRole('dialog', { name: 'Share this experiment' });

async function share(playground: Playground): Promise<Locator> {
  await playground.button('Share').click();
  const dialog = dialogOf(playground);
  await expect(dialog).toBeVisible();
  return dialog;
}

test('the link, the element and the frame can each be copied', async ({ playground }) => {
  const { page } = playground;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await playground.open();
  await playground.change(async () =>
    playground.force(playground.first, 2, opposite(await playground.first.answer())),
  );
  const dialog = await share(playground);
  for (const { field, copy, says } of CODES) {
    await dialog.getByRole('button', { name: copy, exact: true }).click();
    await expect(dialog.getByRole('status', { name: 'Shared' })).toHaveText(says);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await dialog.getByRole('textbox', { name: field }).inputValue());
    expect(copied).toContain(playground.hash());
  }
});

test('the code to embed is HTML that says what it is and holds this experiment', async ({ playground }) => {
  await playground.open();
  const dialog = await share(playground);
  // In a page that takes any text, as an author's would.
  const page = await playground.page.context().newPage();
  const parsed = async (field: string | RegExp) =>
    page.evaluate(
      code => {
        const { body, head } = new DOMParser().parseFromString(code, 'text/html');
        const all = [...head.querySelectorAll('*'), ...body.querySelectorAll('*')];
        return all.map(({ localName, attributes }) => ({
          name: localName,
          ...Object.fromEntries([...attributes].map(({ name, value }) => [name, value])),
        })) as Record<string, string>[];
      },
      await dialog.getByRole('textbox', { name: field }).inputValue(),
    );
  const { origin, hash } = new URL(playground.page.url());
  const [script, element, link] = await parsed('For your own page');
  expect(script).toMatchObject({ name: 'script', async: '', src: `${origin}/embed.js` });
  expect(element?.name).toBe('foregone-embed');
  expect(element?.point).toBe(await playground.result.innerText());
  expect(new URL(element?.src ?? '').hash).toBe(hash);
  expect(link).toMatchObject({ name: 'a', href: `${origin}/${hash}` });
  const [frame] = await parsed(/Use an iframe$/);
  expect(frame).toMatchObject({ name: 'iframe', loading: 'lazy' });
  expect(frame?.title).toContain('is it under');
  expect(new URL(frame?.src ?? '').hash).toBe(hash);
});

test('where the browser refuses to copy, the field is selected', async ({ playground }) => {
  await playground.page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
  });
  await playground.open();
  const dialog = await share(playground);
  for (const { field, copy } of CODES) {
    await dialog.getByRole('button', { name: copy, exact: true }).click();
    await expect(dialog.getByRole('status', { name: 'Shared' })).toContainText('selected');
    const selected = await dialog.getByRole('textbox', { name: field }).evaluate(element => {
      const { value, selectionStart, selectionEnd } = element as HTMLInputElement;
      return element.matches(':focus') ? value.slice(selectionStart ?? 0, selectionEnd ?? 0) : '';
    });
    expect(selected).toBe(await dialog.getByRole('textbox', { name: field }).inputValue());
    expect(selected).toContain('#v2.');
  }
});

test('Esc closes the dialog and gives the focus back', async ({ playground }) => {
  await playground.open();
  const dialog = await share(playground);
  await playground.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(playground.button('Share')).toBeFocused();
});
