import { CHAPTERS, expect, LONG, recordedWords, test } from './playground.js';

test('the page loads its model and writes its first contrast by itself', async ({ playground }) => {
  await playground.visit();
  await expect(playground.engine).toContainText(/Engine: [CG]PU\. \w+/);
  await expect(playground.engine).toContainText('parameters');
  await expect(playground.loading).toBeHidden();
  await expect(playground.radio('Answer first')).toBeChecked();
  await expect(playground.difference('Answer')).toBeChecked();
  const [opening] = CHAPTERS;
  expect([await playground.first.words(), await playground.second.words()]).toEqual(
    recordedWords(opening?.hash ?? ''),
  );
  await expect(playground.result).toHaveText(opening?.point ?? '');
});

test('one run alone answers, gives its reasons, and ends', async ({ playground }) => {
  await playground.open();
  await expect(playground.second.region).toBeHidden();
  const words = await playground.first.words();
  expect(words.slice(0, 2)).toEqual(['answer', ':']);
  expect(['yes', 'no']).toContain(words[2]);
  expect(words).toContain('reasons');
  expect(words.slice(-2)).toEqual(['.', '</s>']);
  await expect(playground.result).toContainText(`answered “${words[2]}”`);
});

test('the prompt is the scene, the question and what is asked for', async ({ playground }) => {
  await playground.open();
  const prompt = (await playground.first.promptNames()).join(' ');
  expect(prompt).toMatch(/the ball starts under \w+ \. swap/);
  expect(prompt).toMatch(/is it under \w+ \? answer yes or no , then give your reasons \.$/);
});

test('reasons first writes the reasons before the answer, and the other order brings back what was there', async ({
  playground,
}) => {
  await playground.open();
  const [before, words] = [playground.hash(), await playground.first.words()];
  await playground.change(() => playground.radio('Reasons first').check());
  const turned = await playground.first.words();
  expect(turned[0]).toBe('reasons');
  expect(await playground.first.answerIndex()).toBe(turned.length - 3);
  expect((await playground.first.promptNames()).slice(-6)).toEqual([
    'then',
    'answer',
    'yes',
    'or',
    'no',
    '.',
  ]);
  expect(playground.hash()).not.toBe(before);
  await playground.change(() => playground.radio('Answer first').check());
  expect(await playground.first.words()).toEqual(words);
  expect(playground.hash()).toBe(before);
});

test('run writes both again from the start, with the same tokens', async ({ playground }) => {
  await playground.visit();
  const texts = async () => [await playground.first.words(), await playground.second.words()];
  const before = await texts();
  await playground.button('Run').click();
  await playground.finished();
  expect(await texts()).toEqual(before);
});

test('reset takes both outputs away, and each step writes one token of each', async ({ playground }) => {
  await playground.visit();
  const { first, second } = playground;
  const whole = [await first.words(), await second.words()];
  await playground.button('Reset').click();
  for (const { output } of [first, second]) await expect(output.getByRole('listitem')).toHaveCount(0);
  await expect(playground.button('Reset')).toBeDisabled();
  await expect(playground.result).toBeEmpty();
  await expect(playground.difference('Answer')).toBeChecked();
  for (const count of [1, 2, 3]) {
    await playground.button('Step').click();
    for (const { output } of [first, second]) await expect(output.getByRole('listitem')).toHaveCount(count);
  }
  expect([await first.words(), await second.words()]).toEqual(whole.map(words => words.slice(0, 3)));
  await playground.button('Run').click();
  await playground.finished();
  expect([await first.words(), await second.words()]).toEqual(whole);
  await expect(playground.button('Step')).toBeDisabled();
});

test('another scene asks another question, and its number brings it back', async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.openQuestions();
  const scene = page.getByRole('spinbutton', { name: 'Scene' });
  const [seed, words] = [await scene.inputValue(), await playground.first.words()];
  await playground.change(() => playground.button('Another scene').click());
  await expect(scene).not.toHaveValue(seed);
  await playground.change(async () => {
    await scene.fill(seed);
    await scene.press('Enter');
  });
  await expect(scene).toHaveValue(seed);
  expect(await playground.first.words()).toEqual(words);
});

test('as many swaps are told as are asked for', async ({ playground }) => {
  await playground.open();
  await playground.openQuestions();
  for (const count of ['1', '8']) {
    await playground.change(() =>
      playground.page.getByRole('combobox', { name: 'Swaps' }).selectOption(count),
    );
    const told = (await playground.first.promptNames()).filter(word => word === 'swap');
    expect(told).toHaveLength(Number(count));
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

test('stop rests both runs where they are, and run goes on', async ({ playground }) => {
  await playground.open(LONG);
  const { first, second } = playground;
  const whole = [await first.words(), await second.words()];
  // Pressed as soon as it can be: no hand is fast enough.
  await playground.button('Stop').evaluate(stop => {
    const observer = new MutationObserver(() => {
      if (!(stop instanceof HTMLButtonElement) || stop.disabled) return;
      observer.disconnect();
      stop.click();
    });
    observer.observe(stop, { attributes: true });
  });
  await playground.button('Run').click();
  await expect(playground.result).toBeEmpty();
  await expect(playground.button('Stop')).toBeDisabled();
  await expect(playground.button('Run')).toBeEnabled();
  const written = [await first.words(), await second.words()];
  for (const [run, words] of written.entries()) {
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThan(whole[run]?.length ?? 0);
    expect(words).toEqual(whole[run]?.slice(0, words.length));
  }
  await expect(playground.result).toBeEmpty();
  await playground.page.evaluate(() => new Promise(later => setTimeout(later, 300)));
  expect([await first.words(), await second.words()]).toEqual(written);
  await playground.button('Run').click();
  await playground.finished();
  expect([await first.words(), await second.words()]).toEqual(whole);
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('nothing above the end of the output moves while tokens are shown one after another', async ({
    playground,
  }) => {
    await playground.visit();
    await playground.page.getByRole('slider', { name: 'Pace' }).fill('30');
    await playground.page.evaluate(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver(list => {
        for (const entry of list.getEntries())
          Object.assign(window, { shift: Reflect.get(window, 'shift') + Reflect.get(entry, 'value') });
      }).observe({ type: 'layout-shift', buffered: false });
    });
    await playground.page.waitForTimeout(600);
    await playground.button('Watch it write').click();
    await expect(playground.button('Pause')).toBeVisible();
    await expect(playground.button('Watch it write')).toBeVisible();
    await playground.page.waitForTimeout(300);
    expect(await playground.page.evaluate(() => Reflect.get(window, 'shift'))).toBeLessThan(0.02);
  });
});
