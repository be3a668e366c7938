import { CHAPTERS, expect, recordedWords, test } from './playground.js';

/** The page's own contrasts, each an address of its own, one after another. */

test('each chapter opens at one press and does what it did', async ({ playground }) => {
  await playground.visit();
  const { first, second, chapters } = playground;
  for (const { title, point, hash } of CHAPTERS.toReversed()) {
    await playground.change(() => playground.openChapter(title));
    await chapters.getByRole('button').click();
    const link = chapters.getByRole('listitem').getByRole('link', { name: title });
    await expect(link).toHaveAttribute('aria-current', 'page');
    await playground.page.keyboard.press('Escape');
    expect(playground.hash()).toBe(hash);
    expect([await first.words(), await second.words()]).toEqual(recordedWords(hash));
    await expect(playground.result).toHaveText(point);
    await expect(playground.recording).toBeEmpty();
  }
});

test('what is next leads from chapter to chapter, and from the last to the first', async ({ playground }) => {
  await playground.visit();
  for (const [index, { hash }] of CHAPTERS.entries()) {
    expect(playground.hash()).toBe(hash);
    const after = CHAPTERS[(index + 1) % CHAPTERS.length];
    await expect(playground.next).toHaveText(`Next: ${after?.next_hint}`);
    await playground.change(() => playground.next.click());
  }
});

test('a chapter has an address of its own, which is the page; Back leads out of it and in again', async ({
  playground,
}) => {
  const [, chapter, after] = CHAPTERS;
  const { page, first, second } = playground;
  await playground.visit(`x/${chapter?.id}/`);
  expect([await first.words(), await second.words()]).toEqual(recordedWords(chapter?.hash ?? ''));
  await expect(page).toHaveTitle(new RegExp(chapter?.title ?? ''));
  const next = playground.chapters.getByRole('link', { name: `Chapter after: ${after?.title}` });
  await expect(next).toHaveAttribute('href', new RegExp(`/x/${after?.id}/$`));
  await playground.change(() => next.click());
  expect(playground.hash()).toBe(after?.hash);
  await playground.change(() => page.goBack());
  expect(playground.hash()).toBe(chapter?.hash);
  await playground.change(() => page.goForward());
  expect([await first.words(), await second.words()]).toEqual(recordedWords(after?.hash ?? ''));
});

test('after a change of the visitor’s own, what is next is what they have not tried', async ({
  playground,
}) => {
  await playground.visit();
  const offered: string[] = [];
  await playground.differ('Order');
  for (let left = 4; left > 0; left -= 1) {
    const offer = (await playground.next.textContent())?.trim() ?? '';
    offered.push(offer);
    if (/another scene/.test(offer)) break;
    await playground.change(() => playground.next.click());
  }
  expect(new Set(offered).size).toBe(offered.length);
  expect(offered.at(-1)).toMatch(/another scene/);
  const given = await playground.first.given();
  await playground.change(() => playground.next.click());
  expect(await playground.first.given()).not.toBe(given);
});
