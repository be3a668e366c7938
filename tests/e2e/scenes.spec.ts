import { expect, opposite, Playground, type TaskName, test } from './playground.js';

const TASKS: { name: TaskName; size: string; sizes: string[]; drawn: RegExp }[] = [
  { name: 'Where is the ball?', size: 'Swaps', sizes: ['1', '8'], drawn: /^Cups: .* Asked about: \w+\.$/ },
  { name: 'Is it funny?', size: 'Details', sizes: ['3', '6'], drawn: /^Picture: an? \w+ is / },
  {
    name: 'Is it allowed?',
    size: 'Look-ups',
    sizes: ['3', '4'],
    drawn: /^Facts: .* Asked about: key k\d and volume v\d\.$/,
  },
];

test('each task opens with a scene of its own, in the order that was chosen, and Back undoes it', async ({
  playground,
}) => {
  await playground.open();
  await playground.openQuestions();
  await expect(playground.task.getByRole('radio', { name: 'Where is the ball?' })).toBeChecked();
  await playground.change(() => playground.radio('Reasons first').check());
  const cups = await playground.drawn();
  await playground.ask('Is it funny?');
  await expect(playground.radio('Reasons first')).toBeChecked();
  const picture = await playground.drawn();
  expect(await playground.first.given()).toContain(
    'does this picture show anything funny? give your reasons, then',
  );
  await playground.ask('Is it allowed?');
  expect(await playground.first.given()).toMatch(/may the agent delete volume v\d with key k\d\?/);

  await playground.change(() => playground.page.goBack());
  await expect(playground.task.getByRole('radio', { name: 'Is it funny?' })).toBeChecked();
  expect(await playground.drawn()).toBe(picture);
  await playground.change(() => playground.page.goBack());
  await expect(playground.task.getByRole('radio', { name: 'Where is the ball?' })).toBeChecked();
  expect(await playground.drawn()).toBe(cups);
});

for (const { name, size, sizes, drawn } of TASKS) {
  test(`${name} The drawing’s name tells the whole scene, of every size`, async ({ playground }) => {
    await playground.open();
    await playground.openQuestions();
    if (name !== 'Where is the ball?') await playground.ask(name);
    for (const count of sizes) {
      const choice = playground.page.getByRole('combobox', { name: size });
      if ((await choice.inputValue()) !== count) await playground.change(() => choice.selectOption(count));
      const [label, given] = [await playground.drawn(), await playground.first.given()];
      expect(label).toMatch(drawn);
      if (name === 'Where is the ball?') {
        const swaps = [...given.matchAll(/swap (\w+) and (\w+)\./g)].map(([, a, b]) => `${a} with ${b}`);
        expect(swaps).toHaveLength(Number(count));
        expect(label).toContain(`Swapped, in this order: ${swaps.join(', ')}.`);
      } else {
        const told = /^\w+: (.*?)( Asked about: .*)?$/.exec(label)?.[1] ?? '';
        expect(given).toContain(told);
        if (name === 'Is it funny?') expect(told.match(/\./g)).toHaveLength(Number(count));
      }
    }
  });

  test(`${name} Another scene, and the same one again by its number`, async ({ playground }) => {
    await playground.open();
    await playground.openQuestions();
    if (name !== 'Where is the ball?') await playground.ask(name);
    const seed = playground.page.getByRole('spinbutton', { name: 'Scene' });
    const [number, label] = [await seed.inputValue(), await playground.drawn()];
    await playground.change(() => playground.button('Another scene').click());
    await expect(seed).not.toHaveValue(number);
    await playground.change(async () => {
      await seed.fill(number);
      await seed.press('Enter');
    });
    expect(await playground.drawn()).toBe(label);
  });
}

test('the picture’s drawings are fetched once there is a picture, and not before', async ({ playground }) => {
  const fetched: string[] = [];
  playground.page.on('response', response => {
    if (response.url().endsWith('.svg') && response.ok()) fetched.push(response.url());
  });
  await playground.open();
  expect(fetched.filter(url => url.includes('pictures'))).toEqual([]);
  await playground.ask('Is it funny?');
  await expect.poll(() => fetched.some(url => url.includes('pictures'))).toBe(true);
});

test('following the facts shows the way to the answer', async ({ playground }) => {
  await playground.open();
  await playground.ask('Is it allowed?');
  await expect(playground.drawing).not.toHaveAccessibleName(/in turn/);
  await playground.button('Follow the facts').click();
  const label = await playground.drawn();
  const key = /Asked about: key (k\d)/.exec(label)?.[1];
  expect(label).toMatch(
    new RegExp(`What answers it, in turn: key ${key} opens (\\w+), project \\1 uses (\\w+)`),
  );
  await expect(playground.result).toContainText(/By the facts, the agent may( not)? delete it/);
});

test('following the ball shows where it goes, and ends with its scene', async ({ playground }) => {
  await playground.open();
  const follow = playground.button('Follow the ball');
  await expect(playground.drawing).not.toHaveAccessibleName(/ball goes/);
  await follow.click();
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  const given = await playground.first.given();
  const swaps = [...given.matchAll(/swap (\w+) and (\w+)\./g)];
  let cup = /starts under (\w+)\./.exec(given)?.[1] ?? '';
  for (const [, a = '', b = ''] of swaps) cup = cup === a ? b : cup === b ? a : cup;
  expect(await playground.drawn()).toMatch(new RegExp(`${cup}\\.$`));
  await playground.openQuestions();
  await playground.change(() => playground.button('Another scene').click());
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
});

test('a picture has no right answer, forced or not', async ({ playground }) => {
  await playground.open();
  await playground.ask('Is it funny?');
  await expect(playground.result).toContainText('no right answer');
  await expect(playground.result).not.toContainText(/Right\.|Wrong\./);
  await expect(playground.button('Follow the ball')).toBeHidden();
  const answer = await playground.first.answer();
  await playground.change(async () =>
    playground.force(playground.first, await playground.first.answerIndex(), opposite(answer)),
  );
  await expect(playground.result).toContainText(
    `Made to answer “${opposite(answer)}” instead of “${answer}”`,
  );
  await expect(playground.result).not.toContainText(/\bright\b|\bwrong\b/i);
  await playground.page.getByRole('tab', { name: 'Side by side' }).click();
  const sides = playground.page.getByRole('region', { name: 'Side by side' });
  await expect(sides).toContainText(`Answers “${answer}”.`);
  await expect(sides).toContainText(`Made to answer “${opposite(answer)}”.`);
});

test('a made scene comes with its link', async ({ playground, browser, contextOptions }) => {
  await playground.open();
  await playground.ask('Is it funny?');
  await playground.button('Edit the scene').click();
  const who = playground.editor.getByRole('combobox', { name: 'Detail 1, who' });
  await playground.change(() => who.selectOption('robot'));
  await playground.change(() =>
    playground.editor.getByRole('combobox', { name: 'Detail 1, doing' }).selectOption('sleeping in a bed'),
  );
  const [label, output] = [await playground.drawn(), await playground.first.names()];
  expect(label).toMatch(/^Picture: a robot is sleeping in a bed\./);

  const context = await browser.newContext(contextOptions);
  const fresh = new Playground(await context.newPage());
  await fresh.check(playground.page.url());
  expect(await fresh.drawn()).toBe(label);
  expect(await fresh.first.names()).toEqual(output);
  await fresh.openQuestions();
  await expect(fresh.task.getByRole('radio', { name: 'Is it funny?' })).toBeChecked();
  await expect(fresh.page.getByRole('spinbutton', { name: 'Scene' })).toHaveValue('');
  await fresh.change(() => fresh.button('Another scene').click());
  await expect(fresh.page.getByRole('spinbutton', { name: 'Scene' })).not.toHaveValue('');
  await expect(fresh.drawing).toHaveAccessibleName(/^Picture: /);
  await context.close();
});
