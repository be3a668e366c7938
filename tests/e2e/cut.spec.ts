import { expect, opposite, Playground, percentage, test } from './playground.js';

/** Cutting a connection: the test that a picture of attention calls for. */

const CUT_ANSWER = 'Cut the answer off from the reasons';
const CUT_REASONS = 'Cut the reasons off from the answer';

test('an answer cut off from the reasons looks at none of them, and can be joined again', async ({
  playground,
}) => {
  await playground.open();
  await playground.change(() => playground.radio('Reasoning first').check());
  const [words, hash] = [await playground.words(), playground.hash()];
  const cut = playground.button(CUT_ANSWER);
  await expect(cut).toHaveAttribute('aria-pressed', 'false');

  await playground.change(() => cut.click());
  await expect(cut).toHaveAttribute('aria-pressed', 'true');
  await expect(playground.result).toContainText('Its answer could not look at the reasons.');
  const now = await playground.words();
  // Under the cut "answer" may be followed by anything.
  const start = now.findIndex((word, index) => word === 'answer' && now[index - 1] === '.');
  expect(start).toBeGreaterThan(0);
  expect(now.slice(0, start), 'the reasons are as they were').toEqual(words.slice(0, start));
  await playground.token(start + 1).click();
  await playground.page.keyboard.press('Escape');
  const reasoning = playground.attention.getByRole('listitem').filter({ hasText: 'reasoning' });
  await expect(reasoning).toContainText('%');
  expect(percentage(((await reasoning.textContent()) ?? '').replace('reasoning', ''))).toBe(0);

  await playground.change(() => cut.click());
  expect(playground.hash()).toBe(hash);
  expect(await playground.words()).toEqual(words);
});

test('what is forced stays forced under a cut, and another order joins again', async ({ playground }) => {
  await playground.open();
  const at = await playground.answerIndex();
  await playground.change(() => playground.force(at, opposite('yes')));
  await playground.change(() => playground.button(CUT_REASONS).click());
  expect((await playground.names(playground.output))[at]).toBe('no, forced');
  await expect(playground.result).toContainText('Its reasons could not look at the answer.');
  await playground.change(() => playground.radio('Reasoning first').check());
  await expect(playground.button(CUT_ANSWER)).toHaveAttribute('aria-pressed', 'false');
  await playground.change(() => playground.page.goBack());
  await expect(playground.button(CUT_REASONS)).toHaveAttribute('aria-pressed', 'true');
  await playground.button('Reset').click();
  await expect(playground.button(CUT_REASONS)).toHaveAttribute('aria-pressed', 'false');
});

test('a link brings the cut with it', async ({ playground, browser }) => {
  await playground.open();
  await playground.change(() => playground.button(CUT_REASONS).click());
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const other = new Playground(await context.newPage());
  await other.check(playground.page.url());
  await expect(other.button(CUT_REASONS)).toHaveAttribute('aria-pressed', 'true');
  expect(await other.words()).toEqual(await playground.words());
  await context.close();
});
