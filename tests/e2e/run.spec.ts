import { expect, test } from './playground.js';

test('the page loads its model and answers by itself', async ({ playground }) => {
  await playground.open();
  await expect(playground.engine).toContainText(/Engine: [CG]PU\. \w+/);
  await expect(playground.engine).toContainText('parameters');
  await expect(playground.loading).toBeHidden();
  await expect(playground.radio('Decision first')).toBeChecked();
  const words = await playground.words();
  expect(words.slice(0, 2)).toEqual(['answer', ':']);
  expect(['yes', 'no']).toContain(words[2]);
  expect(words).toContain('reasons');
  expect(words.slice(-2)).toEqual(['.', '</s>']);
  await expect(playground.result).toContainText(`answered “${words[2]}”`);
});

test('the prompt is the scene, the question and what is asked for', async ({ playground }) => {
  await playground.open();
  const prompt = (await playground.names(playground.prompt)).join(' ');
  expect(prompt).toMatch(/the ball starts under \w+ \. swap/);
  expect(prompt).toMatch(/is it under \w+ \? answer yes or no , then give your reasons \.$/);
});

test('reasoning first writes the reasons before the answer', async ({ playground }) => {
  await playground.open();
  const before = new URL(playground.page.url()).hash;
  await playground.radio('Reasoning first').check();
  await expect(playground.output.getByRole('button').first()).toHaveText('reasons');
  await playground.finished();
  const words = await playground.words();
  expect(await playground.answerIndex()).toBe(words.length - 3);
  expect(await playground.names(playground.prompt)).toContain('then');
  expect((await playground.names(playground.prompt)).slice(-5)).toEqual(['answer', 'yes', 'or', 'no', '.']);
  expect(new URL(playground.page.url()).hash).not.toBe(before);
  await playground.radio('Decision first').check();
  await expect(playground.output.getByRole('button').first()).toHaveText('answer');
  await playground.finished();
  expect(new URL(playground.page.url()).hash).toBe(before);
});

test('the same scene gives the same tokens again', async ({ playground }) => {
  await playground.open();
  const words = await playground.words();
  await playground.button('Run').click();
  await playground.finished();
  expect(await playground.words()).toEqual(words);
});

test('reset takes the output away, and each step writes one token', async ({ playground }) => {
  await playground.open();
  const words = await playground.words();
  await playground.button('Reset').click();
  await expect(playground.output.getByRole('listitem')).toHaveCount(0);
  await expect(playground.button('Reset')).toBeDisabled();
  await expect(playground.result).toBeEmpty();
  for (const count of [1, 2, 3]) {
    await playground.button('Step').click();
    await expect(playground.output.getByRole('listitem')).toHaveCount(count);
  }
  expect(await playground.words()).toEqual(words.slice(0, 3));
  await playground.button('Run').click();
  await playground.finished();
  expect(await playground.words()).toEqual(words);
});

test('another scene asks another question, and its number brings it back', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  const scene = page.getByRole('spinbutton', { name: 'Scene' });
  const [seed, words] = [await scene.inputValue(), await playground.words()];
  await playground.button('Another scene').click();
  await expect(scene).not.toHaveValue(seed);
  await playground.finished();
  await scene.fill(seed);
  await scene.press('Enter');
  await expect(scene).toHaveValue(seed);
  await playground.finished();
  expect(await playground.words()).toEqual(words);
});

test('as many swaps are told as are asked for', async ({ playground }) => {
  await playground.open();
  for (const count of ['1', '8']) {
    await playground.page.getByRole('combobox', { name: 'Swaps' }).selectOption(count);
    await expect
      .poll(async () => (await playground.names(playground.prompt)).filter(word => word === 'swap').length)
      .toBe(Number(count));
    await playground.finished();
  }
});

test('following the ball shows where it ends', async ({ playground }) => {
  await playground.open();
  const drawing = playground.page.getByRole('img', { name: /^Cups: / });
  await expect(drawing).not.toHaveAccessibleName(/It ends under/);
  await playground.button('Follow the ball').click();
  await expect(drawing).toHaveAccessibleName(/It ends under \w+\.$/);
  const end = /It ends under (\w+)/.exec((await drawing.getAttribute('aria-label')) ?? '')?.[1];
  await expect(playground.result).toContainText(`The ball is under ${end}`);
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('stop rests the run where it is, and run goes on', async ({ playground }) => {
    await playground.open();
    const words = await playground.words();
    await playground.button('Run').click();
    await expect(playground.output.getByRole('listitem').nth(5)).toBeVisible();
    await playground.button('Stop').click();
    await expect(playground.button('Stop')).toBeDisabled();
    const written = await playground.words();
    expect(written.length).toBeLessThan(words.length);
    await playground.page.waitForTimeout(300);
    expect(await playground.words()).toEqual(written);
    await playground.button('Run').click();
    await playground.finished();
    expect(await playground.words()).toEqual(words);
  });

  test('nothing above the end of the output moves while tokens arrive', async ({ playground }) => {
    await playground.open();
    await playground.button('Reset').click();
    await playground.page.evaluate(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver(list => {
        for (const entry of list.getEntries())
          Object.assign(window, { shift: Reflect.get(window, 'shift') + Reflect.get(entry, 'value') });
      }).observe({ type: 'layout-shift', buffered: false });
    });
    await playground.page.waitForTimeout(600);
    await playground.button('Run').click();
    await playground.finished();
    await playground.page.waitForTimeout(300);
    expect(await playground.page.evaluate(() => Reflect.get(window, 'shift'))).toBeLessThan(0.02);
  });
});
