import { expect, opposite, test } from './playground.js';

test('the first answer can be forced both ways, and the model goes on from there', async ({ playground }) => {
  await playground.open();
  const own = await playground.words();
  const answer = await playground.answer();
  const index = await playground.answerIndex();

  await playground.force(index, opposite(answer));
  await expect(playground.token(index)).toHaveAccessibleName(`${opposite(answer)}, forced`);
  await playground.finished();
  const forced = await playground.words();
  expect(forced.slice(0, index)).toEqual(own.slice(0, index));
  expect(forced[index]).toBe(opposite(answer));
  expect(forced.length).toBeGreaterThan(index + 10);
  await expect(playground.result).toContainText(`It was made to answer “${opposite(answer)}”`);

  await playground.force(index, answer);
  await expect(playground.token(index)).toHaveAccessibleName(`${answer}, forced`);
  await playground.finished();
  expect(await playground.words()).toEqual(own);
});

test('alternatives come with their probabilities, the likeliest first', async ({ playground }) => {
  await playground.open();
  const index = await playground.answerIndex();
  await playground.token(index).click();
  const names = await playground.alternatives.getByRole('listitem').getByRole('button').allInnerTexts();
  const shares = names.map(name => Number.parseFloat(/([\d.]+)\s*%/.exec(name)?.[1] ?? 'NaN'));
  expect(shares.length).toBeGreaterThan(2);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(101);
  expect(names[0]).toContain(await playground.answer());
});

test('a word can be typed in the place of any token', async ({ playground }) => {
  await playground.open();
  const own = await playground.words();
  const index = own.lastIndexOf('under') + 1;
  const colour = own[index] === 'red' ? 'blue' : 'red';
  await playground.type(index, colour);
  await expect(playground.alternatives).toBeHidden();
  await expect(playground.token(index)).toHaveAccessibleName(`${colour}, forced`);
  await playground.finished();
  expect((await playground.words()).slice(0, index)).toEqual(own.slice(0, index));
});

test('a word that the model does not know costs one sentence and nothing else', async ({ playground }) => {
  await playground.open();
  const own = await playground.names(playground.output);
  const hash = new URL(playground.page.url()).hash;
  await playground.type(2, 'giraffe');
  const alert = playground.alternatives.getByRole('alert');
  await expect(alert).toContainText('giraffe');
  expect(await playground.names(playground.output)).toEqual(own);
  expect(new URL(playground.page.url()).hash).toBe(hash);
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeHidden();
  await expect(playground.alternatives.getByRole('textbox')).toBeFocused();
});

test('Back undoes a force, and Forward does it again', async ({ playground }) => {
  await playground.open();
  const own = await playground.names(playground.output);
  const index = await playground.answerIndex();
  await playground.force(index, opposite(await playground.answer()));
  await playground.finished();
  const forced = await playground.names(playground.output);

  await playground.page.goBack();
  await expect(playground.token(index)).toHaveAccessibleName(own[index] ?? '');
  await playground.finished();
  expect(await playground.names(playground.output)).toEqual(own);

  await playground.page.goForward();
  await expect(playground.token(index)).toHaveAccessibleName(forced[index] ?? '');
  await playground.finished();
  expect(await playground.names(playground.output)).toEqual(forced);
});

test('tokens before a forced one keep their own marks; those after it go', async ({ playground }) => {
  await playground.open();
  const answer = await playground.answer();
  await playground.force(2, opposite(answer));
  await playground.finished();
  await playground.type(7, 'red');
  await expect(playground.token(7)).toHaveAccessibleName('red, forced');
  await playground.finished();
  await expect(playground.token(2)).toHaveAccessibleName(`${opposite(answer)}, forced`);
  await playground.force(2, answer);
  await playground.finished();
  expect((await playground.names(playground.output)).filter(name => name.endsWith(', forced'))).toEqual([
    `${answer}, forced`,
  ]);
});

test('Esc closes the alternatives and gives the focus back', async ({ playground }) => {
  await playground.open();
  await playground.token(2).click();
  await expect(playground.alternatives).toBeVisible();
  await playground.page.keyboard.press('Escape');
  await expect(playground.alternatives).toBeHidden();
  await expect(playground.token(2)).toBeFocused();
});

test('another token’s alternatives take the place of those that are open', async ({ playground }) => {
  await playground.open();
  await playground.token(0).click();
  await expect(playground.alternatives).toContainText('Instead of “answer”');
  await playground.token(2).click();
  await expect(playground.alternatives).toContainText(`Instead of “${await playground.answer()}”`);
  await playground.page.mouse.click(5, 5);
  await expect(playground.alternatives).toBeHidden();
});

test('a token of the prompt has no alternatives', async ({ playground }) => {
  await playground.open();
  await playground.prompt.getByRole('button', { name: 'ball' }).click();
  await expect(playground.attention).toContainText('On reading “ball”');
  await expect(playground.alternatives).toBeHidden();
});
