import { expect, opposite, test } from './playground.js';

test('a word forced in the first run leaves it, and makes the second go on from that word', async ({
  playground,
}) => {
  await playground.open();
  const { first, second } = playground;
  const own = await first.words();
  const answer = await first.answer();
  const index = await first.answerIndex();

  await playground.change(() => playground.force(first, index, opposite(answer)));
  await expect(second.token(index)).toHaveAccessibleName(`${opposite(answer)}, forced`);
  await expect(second.token(index)).toBeFocused();
  expect(await first.names()).toEqual(own);
  const forced = await second.words();
  expect(forced.slice(0, index)).toEqual(own.slice(0, index));
  expect(forced[index]).toBe(opposite(answer));
  expect(forced.length).toBeGreaterThan(index + 10);
  await expect(second.region).toHaveAccessibleName(`Second run: made to answer “${opposite(answer)}”`);
  await expect(playground.difference('Answer')).toBeChecked();
});

test('choosing the model’s own word forces nothing', async ({ playground }) => {
  await playground.open();
  const { first, second } = playground;
  const own = await first.names();
  const [answer, index] = [await first.answer(), await first.answerIndex()];
  await playground.force(first, index, answer);
  await playground.finished();
  await expect(second.region).toBeHidden();
  expect(await first.names()).toEqual(own);
  await expect(playground.difference('Nothing')).toBeChecked();

  await playground.change(() => playground.force(first, index, opposite(answer)));
  await expect(second.region).toBeVisible();
  await playground.change(() => playground.force(second, index, answer));
  await expect(second.region).toBeHidden();
  expect(await first.names()).toEqual(own);
  await expect(playground.first.region).not.toContainText('Forced');
});

test('alternatives come with their probabilities, the likeliest first', async ({ playground }) => {
  await playground.open();
  await playground.first.token(await playground.first.answerIndex()).click();
  const names = await playground.alternatives.getByRole('listitem').getByRole('button').allInnerTexts();
  const shares = names.map(name => Number.parseFloat(/([\d.]+)\s*%/.exec(name)?.[1] ?? 'NaN'));
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(101);
  expect(names[0]).toContain(await playground.first.answer());
  expect(names[0]).toContain('its own');
});

test('a word can be typed in the place of any token', async ({ playground }) => {
  await playground.open();
  const { first, second } = playground;
  const own = await first.words();
  const index = own.lastIndexOf('under') + 1;
  const colour = own[index] === 'red' ? 'blue' : 'red';
  await playground.change(() => playground.type(first, index, colour));
  await expect(playground.alternatives).toBeHidden();
  await expect(second.token(index)).toHaveAccessibleName(`${colour}, forced`);
  expect((await second.words()).slice(0, index)).toEqual(own.slice(0, index));
  expect(await first.names()).toEqual(own);
  await expect(playground.difference('Word')).toBeChecked();
});

for (const [typed, says] of [
  ['giraffe', /giraffe/],
  ['red blue', /2 words/],
] as const) {
  test(`“${typed}”, which the model can’t write there, costs one sentence and nothing else`, async ({
    playground,
  }) => {
    await playground.open();
    const [own, hash] = [await playground.first.names(), playground.hash()];
    await playground.type(playground.first, 2, typed);
    // It is seen where it was typed.
    const alert = playground.alternatives.getByRole('alert');
    await expect(alert).toContainText(says);
    expect(await playground.first.names()).toEqual(own);
    await expect(playground.second.region).toBeHidden();
    expect(playground.hash()).toBe(hash);
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    await expect(alert).toBeHidden();
    await expect(playground.alternatives.getByRole('textbox')).toBeFocused();
  });
}

test('Back undoes a force, and Forward does it again', async ({ playground }) => {
  await playground.open();
  const { first, second, page } = playground;
  const own = await first.names();
  const index = await first.answerIndex();
  await playground.change(async () => playground.force(first, index, opposite(await first.answer())));
  const forced = await second.names();

  await playground.change(() => page.goBack());
  await expect(second.region).toBeHidden();
  expect(await first.names()).toEqual(own);

  await playground.change(() => page.goForward());
  expect(await first.names()).toEqual(own);
  expect(await second.names()).toEqual(forced);
});

test('in the second run words before a forced one keep their marks; those after it go', async ({
  playground,
}) => {
  await playground.open();
  const { first, second } = playground;
  const own = await first.names();
  const other = opposite(await first.answer());
  const marks = async () => (await second.names()).filter(name => name.endsWith(', forced'));
  await playground.change(() => playground.force(first, 2, other));
  await playground.change(() => playground.type(second, 7, 'red'));
  expect(await marks()).toEqual([`${other}, forced`, 'red, forced']);
  await expect(second.token(7)).toHaveAccessibleName('red, forced');
  await playground.change(() => playground.type(second, 4, 'yes'));
  expect(await marks()).toEqual([`${other}, forced`, 'yes, forced']);
  expect(await first.names()).toEqual(own);
});

test('Esc closes the alternatives and gives the focus back', async ({ playground }) => {
  await playground.open();
  await playground.first.token(2).click();
  await expect(playground.alternatives).toBeVisible();
  await playground.page.keyboard.press('Escape');
  await expect(playground.alternatives).toBeHidden();
  await expect(playground.first.token(2)).toBeFocused();
});

test('another token’s alternatives take the place of those that are open', async ({ playground }) => {
  await playground.visit();
  const { first, second } = playground;
  await first.token(0).click();
  await expect(playground.alternatives).toContainText('Instead of “answer” in the first run');
  await second.token(2).click();
  await expect(playground.alternatives).toContainText(
    `Instead of “${await second.answer()}” in the second run`,
  );
  await playground.page.mouse.click(5, 5);
  await expect(playground.alternatives).toBeHidden();
});

test('a token of the prompt has no alternatives', async ({ playground }) => {
  await playground.open();
  await playground.first.prompt.getByRole('button', { name: 'ball' }).click();
  await expect(playground.attention).toContainText('On reading “ball”');
  await expect(playground.alternatives).toBeHidden();
});
