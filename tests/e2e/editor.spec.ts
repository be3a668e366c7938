import { expect, opposite, type Playground, type TaskName, test } from './playground.js';

async function openEditor(playground: Playground, task: TaskName): Promise<void> {
  await playground.open();
  if (task !== 'Where is the ball?') await playground.ask(task);
  await playground.openQuestions();
  await playground.button('Edit the scene').click();
  await expect(playground.editor).toBeVisible();
}

const word = (playground: Playground, name: string) =>
  playground.editor.getByRole('combobox', { name, exact: true });

test('cups: each change applies at once, and Back undoes it', async ({ playground }) => {
  await openEditor(playground, 'Where is the ball?');
  const seed = playground.page.getByRole('spinbutton', { name: 'Scene' });
  const [before, number] = [await playground.drawn(), await seed.inputValue()];
  // Something else than what is there: a cup that the scene has, so that it stays within six.
  const start = await word(playground, 'Ball starts under').inputValue();
  const asked = await word(playground, 'Cup asked about').inputValue();
  const other = start === asked ? await word(playground, 'Swap 1, one cup').inputValue() : start;
  const next = other === asked ? await word(playground, 'Swap 1, other cup').inputValue() : other;
  await playground.change(() => word(playground, 'Cup asked about').selectOption(next));
  await expect(playground.drawing).toHaveAccessibleName(new RegExp(`Asked about: ${next}\\.$`));
  expect(await playground.first.given()).toContain(`is it under ${next}?`);
  await expect(seed).toHaveValue('');

  await playground.change(() => playground.page.goBack());
  await expect(seed).toHaveValue(number);
  expect(await playground.drawn()).toBe(before);
  await expect(word(playground, 'Cup asked about')).toHaveValue(asked);
  await playground.change(() => playground.page.goForward());
  await expect(word(playground, 'Cup asked about')).toHaveValue(next);
});

test('cups: swaps can be added up to eight, and what makes no sense is kept and told', async ({
  playground,
}) => {
  await openEditor(playground, 'Where is the ball?');
  const rows = playground.editor.getByRole('listitem');
  const add = playground.button('Add a swap');
  while ((await rows.count()) < 8) await playground.change(() => add.click());
  await expect(add).toBeDisabled();
  await expect(word(playground, 'Swap 8, one cup')).toBeFocused();

  const [hash, drawn] = [playground.hash(), await playground.drawn()];
  const one = word(playground, 'Swap 8, one cup');
  const was = await one.inputValue();
  await one.selectOption(await word(playground, 'Swap 8, other cup').inputValue());
  await expect(playground.sceneProblem).toContainText('Swap 8 takes two different cups.');
  expect(playground.hash()).toBe(hash);
  expect(await playground.drawn()).toBe(drawn);
  // A run of what is there leaves the draft alone.
  await playground.button('Run').click();
  await playground.finished();
  await expect(playground.sceneProblem).toContainText('Swap 8 takes two different cups.');
  await one.selectOption(was);
  await expect(playground.sceneProblem).toBeEmpty();
  expect(playground.hash()).toBe(hash);

  await playground.change(() => playground.button('Remove swap 1').click());
  await expect(rows).toHaveCount(7);
  await expect(word(playground, 'Swap 1, one cup')).toBeFocused();
});

test('a made scene is asked of both runs, and they differ in what they did', async ({ playground }) => {
  await openEditor(playground, 'Where is the ball?');
  await playground.differ('Answer');
  const told = await playground.second.name();
  const asked = word(playground, 'Cup asked about');
  const start = await word(playground, 'Ball starts under').inputValue();
  const other = await word(playground, 'Swap 1, one cup').inputValue();
  const next = (await asked.inputValue()) === start ? other : start;
  await playground.change(() => asked.selectOption(next));
  await expect(playground.difference('Answer')).toBeChecked();
  for (const run of [playground.first, playground.second])
    expect(await run.given()).toContain(`is it under ${next}?`);
  const answer = await playground.first.answer();
  expect(await playground.second.answer()).toBe(opposite(answer));
  await expect(playground.second.region).toHaveAccessibleName(
    `Second run: made to answer “${opposite(answer)}”`,
  );
  await playground.change(() => playground.page.goBack());
  expect(await playground.second.name()).toBe(told);
});

test('picture: details come and go, everybody once', async ({ playground }) => {
  await openEditor(playground, 'Is it funny?');
  const rows = playground.editor.getByRole('listitem');
  const add = playground.button('Add a detail');
  while ((await rows.count()) < 6) await playground.change(() => add.click());
  await expect(add).toBeDisabled();
  expect((await playground.drawn()).match(/\bis\b/g)).toHaveLength(6);

  const first = await word(playground, 'Detail 1, who').inputValue();
  await word(playground, 'Detail 2, who').selectOption(first);
  await expect(playground.sceneProblem).toContainText(`the ${first} is there twice`);
  await playground.change(() => playground.button('Remove detail 2').click());
  await expect(playground.sceneProblem).toBeEmpty();
  await playground.change(() => playground.button('Remove detail 1').click());
  await playground.change(() => playground.button('Remove detail 1').click());
  const hash = playground.hash();
  await playground.button('Remove detail 1').click();
  await expect(playground.sceneProblem).toContainText('A picture takes at least 3 details.');
  expect(playground.hash()).toBe(hash);
  await playground.change(() => add.click());
  await expect(playground.sceneProblem).toBeEmpty();
  expect((await playground.drawn()).match(/\bis\b/g)).toHaveLength(3);
});

test('access: without a fact that the answer takes, it cannot be asked', async ({ playground }) => {
  await openEditor(playground, 'Is it allowed?');
  const key = await word(playground, 'Key asked about').inputValue();
  const [hash, drawn] = [playground.hash(), await playground.drawn()];
  await playground.editor.getByRole('button', { name: new RegExp(`^Remove key ${key} `) }).click();
  await expect(playground.sceneProblem).toContainText(`No fact says what key ${key} opens.`);
  expect(playground.hash()).toBe(hash);
  expect(await playground.drawn()).toBe(drawn);

  // The smallest number that no fact is about comes first: until the missing one is there.
  const told = playground.editor.getByRole('button', { name: new RegExp(`^Remove key ${key} `) });
  for (let press = 0; press < 9 && (await told.count()) === 0; press += 1)
    await playground.button('Add a key').click();
  await expect(playground.sceneProblem).toBeEmpty();
  await expect.poll(() => playground.hash()).not.toBe(hash);
  await playground.finished();
  await expect(playground.drawing).toHaveAccessibleName(new RegExp(`key ${key} opens \\w+\\.`));

  const given = await playground.first.given();
  const untold =
    ['v1', 'v2', 'v3', 'v4', 'v5', 'v6'].find(name => !given.includes(`volume ${name} holds`)) ?? '';
  await word(playground, 'Volume asked about').selectOption(untold);
  await expect(playground.sceneProblem).toContainText(`No fact says what volume ${untold} holds.`);
});

test('access: a fact stands once, and none against another', async ({ playground }) => {
  await openEditor(playground, 'Is it allowed?');
  const keys = playground.editor.getByRole('combobox', { name: /^Fact \d+, key$/ });
  const [one, other] = [keys.nth(0), keys.nth(1)];
  const fact = ((await other.getAttribute('aria-label')) ?? '').replace(', key', '');
  const leads = word(playground, `${fact}, project`);
  const [hash, was, project] = [playground.hash(), await other.inputValue(), await leads.inputValue()];
  await other.selectOption(await one.inputValue());
  await expect(playground.sceneProblem).toContainText(/The fact that key k\d opens \w+ is told twice\./);
  await leads.selectOption(project === 'atlas' ? 'birch' : 'atlas');
  await expect(playground.sceneProblem).toContainText(
    /Two facts are about key k\d; only one of them can be true\./,
  );
  await leads.selectOption(project);
  await other.selectOption(was);
  await expect(playground.sceneProblem).toBeEmpty();
  expect(playground.hash()).toBe(hash);
});

test('access: twenty facts are the most', async ({ playground }) => {
  await openEditor(playground, 'Is it allowed?');
  const rows = playground.editor.getByRole('listitem');
  const adds = ['Add a key', 'Add a volume', 'Add a project', 'Add a rule'].map(name =>
    playground.button(name),
  );
  for (let press = 0; press < 20 && (await rows.count()) < 20; press += 1)
    for (const add of adds)
      if (await add.isEnabled()) {
        const count = await rows.count();
        await add.click();
        await expect(rows).toHaveCount(count + 1);
        break;
      }
  await expect(rows).toHaveCount(20);
  for (const add of adds) await expect(add).toBeDisabled();
  await expect(playground.sceneProblem).toBeEmpty();
  await expect
    .poll(async () => (await playground.drawn()).match(/\bopens\b|\buses\b|\ballows\b|\bholds\b/g)?.length)
    .toBe(20);
});

test('quick changes one after another end in the last of them', async ({ playground }) => {
  await openEditor(playground, 'Is it funny?');
  const who = word(playground, 'Detail 1, who');
  const doing = word(playground, 'Detail 1, doing');
  const free = ['robot', 'penguin', 'goat', 'clown', 'bear', 'owl'];
  const there = await playground.drawn();
  const next = free.filter(name => !there.includes(name)).slice(0, 3);
  const last = next.at(-1) ?? '';
  // While the scenes before the last one come and go, the editor keeps to the last.
  const shown = await who.evaluate(async (select: HTMLSelectElement, names) => {
    for (const name of names) {
      select.value = name;
      select.dispatchEvent(new Event('change'));
    }
    const values = new Set<string>();
    for (const end = performance.now() + 2000; performance.now() < end; values.add(select.value))
      await new Promise(requestAnimationFrame);
    return [...values];
  }, next);
  expect(shown).toEqual([last]);
  await doing.selectOption('wearing a crown');
  await expect(playground.drawing).toHaveAccessibleName(
    new RegExp(`^Picture: an? ${last} is wearing a crown\\.`),
  );
  await expect(who).toHaveValue(last);
  await playground.finished();
});

test('the task and the editor are there for the keyboard', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.button('Another question').focus();
  await page.keyboard.press('Enter');
  await playground.task.getByRole('radio', { name: 'Where is the ball?' }).focus();
  await playground.change(() => page.keyboard.press('ArrowRight'));
  await expect(playground.task.getByRole('radio', { name: 'Is it funny?' })).toBeFocused();
  await playground.button('Edit the scene').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(word(playground, 'Detail 1, who')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(word(playground, 'Detail 1, doing')).toBeFocused();
  const before = await playground.drawn();
  await playground.change(() => page.keyboard.press('ArrowDown'));
  expect(await playground.drawn()).not.toBe(before);
});
