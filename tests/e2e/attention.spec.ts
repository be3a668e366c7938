import type { Locator } from '@playwright/test';
import { expect, opposite, type Playground, percentage, type Run, test } from './playground.js';

const part = (playground: Playground): Locator =>
  playground.attention.getByRole('list', { name: 'Attention by part of the text' });

/** The sums by part of the text: name and per cent. */
async function sums(playground: Playground): Promise<Map<string, number>> {
  const rows = await part(playground).getByRole('listitem').allInnerTexts();
  return new Map(
    rows.map(row => [row.split('\n')[0]?.trim() ?? '', percentage(row.split('\n').at(-1) ?? '')]),
  );
}

/** The table's rows: word, part, per cent. */
async function rows(playground: Playground): Promise<{ word: string; part: string; weight: number }[]> {
  const cells = await playground.table
    .locator('tbody tr')
    .evaluateAll(found => found.map(row => [...row.children].map(cell => cell.textContent?.trim() ?? '')));
  return cells.map(([word = '', name = '', weight = '']) => ({
    word,
    part: name,
    weight: percentage(weight),
  }));
}

/** Of each word of a run: how many times the mean it is said to get, and how strongly it is shaded; null where nothing is said. */
async function shades(run: Run): Promise<{ times: number | null; alpha: number }[]> {
  const all = await Promise.all(
    [run.prompt, run.output].map(list =>
      list.getByRole('button').evaluateAll(buttons =>
        buttons.map(button => ({
          said: /×([\d.]+) the mean attention/.exec(button.getAttribute('aria-description') ?? '')?.[1],
          colour: getComputedStyle(button).backgroundColor,
        })),
      ),
    ),
  );
  return all.flat().map(({ said, colour }) => ({
    times: said === undefined ? null : Number(said),
    // “oklab(… / 0.3)”, or no colour at all.
    alpha: Number(/\/ ([\d.]+)\)/.exec(colour)?.[1] ?? (colour === 'rgba(0, 0, 0, 0)' ? 0 : 1)),
  }));
}

const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

/** Chooses a token, as a visitor would, and closes what opens beside it. */
async function choose(playground: Playground, run: Run, index: number): Promise<string> {
  await run.token(index).click();
  await playground.page.keyboard.press('Escape');
  const word = (await run.words())[index] ?? '';
  await expect(playground.attention).toContainText(`“${word}”`);
  return word;
}

/** Opens the plain run and chooses its answer. */
async function lookAtAnswer(playground: Playground): Promise<string> {
  await playground.open();
  const answer = await choose(playground, playground.first, await playground.first.answerIndex());
  await expect(playground.attention).toContainText(`To choose “${answer}”`);
  return answer;
}

const pick = (playground: Playground, what: 'Layer' | 'Head', option: string) =>
  playground.attention.getByRole('combobox', { name: what }).selectOption(option);

const KINDS = [
  { layer: 'Mean of 4 layers', head: 'Mean of 4 heads' },
  { layer: 'Mean of 4 layers', head: '2' },
  { layer: '3', head: 'Mean of 4 heads' },
  { layer: '4', head: '1' },
];

for (const { layer, head } of KINDS) {
  test(`the attention of the answer: shares that sum to 100 %, shades over their mean: layer ${layer}, head ${head}`, async ({
    playground,
  }) => {
    await lookAtAnswer(playground);
    for (const [what, option] of [
      ['Layer', layer],
      ['Head', head],
    ] as const) {
      if (option.startsWith('Mean')) continue;
      const before = await rows(playground);
      await pick(playground, what, option);
      await expect.poll(() => rows(playground)).not.toEqual(before);
    }
    const parts = await sums(playground);
    expect(total(parts.values())).toBeGreaterThan(99.5);
    expect(total(parts.values())).toBeLessThan(100.5);
    // The table tells of the same weights: as many as there are earlier tokens, and as much for each part.
    const table = await rows(playground);
    const given = await playground.first.promptNames();
    expect(table.map(({ word }) => word)).toEqual([...given, 'answer', ':']);
    await expect(playground.table.locator('tfoot')).toContainText(/100\.0\s%/);
    for (const [name, share] of parts) {
      const told = table.filter(row => row.part === name);
      expect(told.length, name).toBeGreaterThan(0);
      expect(Math.abs(total(told.map(({ weight }) => weight)) - share), name).toBeLessThan(
        0.05 * told.length + 0.1,
      );
    }
    // What the text shows is each weight over the mean of the row, from which the first token is left out.
    const [sink, ...others] = table;
    const mean = total(others.map(({ weight }) => weight)) / others.length;
    const [first, ...shown] = await shades(playground.first);
    expect(first).toEqual({ times: null, alpha: 0 });
    for (const [index, { weight, word }] of others.entries()) {
      // The table rounds to a tenth of a per cent, the text to a tenth of the mean.
      const off = Math.abs((shown[index]?.times ?? Number.NaN) - weight / mean);
      expect(off, word).toBeLessThan(0.06 + 0.06 / mean + 0.05 * (weight / mean >= 9.95 ? 10 : 0));
    }
    const said = /left out of this: it got ([<\d.\s]+%)/.exec(await playground.attention.innerText())?.[1];
    expect(percentage(said ?? '')).toBeCloseTo(sink?.weight ?? Number.NaN, 1);
  });
}

test('the largest weights are not said to add up', async ({ playground }) => {
  await lookAtAnswer(playground);
  const mean = await sums(playground);
  await expect(playground.table.locator('tfoot')).toHaveCount(1);
  await pick(playground, 'Head', 'Max of 4 heads');
  await pick(playground, 'Layer', 'Max of 4 layers');
  await expect(playground.attention).toContainText('do not add up');
  await expect(playground.attention).toContainText('the most that any head gave to one word');
  await expect(playground.table.locator('tfoot')).toHaveCount(0);
  const largest = await sums(playground);
  expect([...largest.keys()].toSorted()).toEqual([...mean.keys()].toSorted());
  // The sum for a part is of what the table lists; the largest is the largest of it.
  const table = await rows(playground);
  for (const [name, share] of largest) {
    const most = Math.max(...table.filter(row => row.part === name).map(({ weight }) => weight));
    expect(Math.abs(most - share), name).toBeLessThan(0.11);
  }
});

test('the strongest words stand by name, each with how much more than the others it got', async ({
  playground,
}) => {
  await lookAtAnswer(playground);
  const before = await rows(playground);
  await pick(playground, 'Layer', '4');
  await expect.poll(() => rows(playground)).not.toEqual(before);
  const between = await rows(playground);
  await pick(playground, 'Head', '1');
  await expect.poll(() => rows(playground)).not.toEqual(between);
  const words = playground.attention.getByRole('list', { name: /^Words with the most attention/ });
  await expect(words.getByRole('listitem').first()).toBeVisible();
  const [, ...table] = await rows(playground);
  const mean = total(table.map(({ weight }) => weight)) / table.length;
  const strongest = table.toSorted((a, b) => b.weight - a.weight);
  // The table rounds to a tenth of a per cent, the list to a tenth of the mean, and from ten on to all of it.
  const near = (times: number, weight = Number.NaN) =>
    Math.abs(times - weight / mean) < 0.06 + 0.06 / mean + (times < 10 ? 0 : 0.5);
  const named = (await words.getByRole('listitem').allInnerTexts()).map(text => text.split(/\s+/));
  expect(named.length).toBeLessThanOrEqual(6);
  for (const [index, [word = '', said = '']] of named.entries()) {
    const times = Number(said.replace('×', ''));
    expect(times, word).toBeGreaterThanOrEqual(1.5);
    expect(near(times, strongest[index]?.weight), word).toBe(true);
    expect(
      table.some(row => row.word === word && near(times, row.weight)),
      word,
    ).toBe(true);
  }
  // Whoever is not named does not stand out, but for want of room.
  if (named.length < 6) expect((strongest[named.length]?.weight ?? 0) / mean).toBeLessThan(1.6);
});

test('earlier tokens say how much of the attention they get; later ones say nothing', async ({
  playground,
}) => {
  await lookAtAnswer(playground);
  const index = await playground.first.answerIndex();
  const said = /the mean attention/;
  const prompt = playground.first.prompt.getByRole('button');
  // The first token stands apart.
  await expect(prompt.first()).not.toHaveAccessibleDescription(said);
  await expect(prompt.nth(1)).toHaveAccessibleDescription(said);
  await expect(playground.first.token(index - 1)).toHaveAccessibleDescription(said);
  await expect(playground.first.token(index + 1)).not.toHaveAccessibleDescription(said);
});

test('the more attention, the stronger the shade, on a scale that is printed', async ({ playground }) => {
  await lookAtAnswer(playground);
  const shaded = (await shades(playground.first)).flatMap(({ times, alpha }) =>
    times === null ? [] : [{ times, alpha }],
  );
  // The scale is fixed: the shade follows from the weight alone.
  const shadeOf = (times: number) => Math.min(1, Math.log2(1 + times) / Math.log2(9)) ** 2.2;
  for (const { times, alpha } of shaded) expect(Math.abs(alpha - shadeOf(times))).toBeLessThan(0.03);
  const sorted = shaded.toSorted((a, b) => a.times - b.times);
  expect(sorted.at(-1)?.times).toBeGreaterThan(sorted[0]?.times ?? Number.NaN);
  expect(sorted.at(-1)?.alpha).toBeGreaterThan(sorted[0]?.alpha ?? Number.NaN);
  for (const stop of ['×0', '×1', '×2', '×4', '×8']) await expect(playground.attention).toContainText(stop);
  // By default something is to be seen: some word got clearly more than the mean.
  await expect(playground.attention).toContainText('Shades: times the mean');
});

test('its description says of which word and of which run it is', async ({ playground }) => {
  await playground.open();
  await playground.differ('Answer');
  const answer = await playground.first.answer();
  // When both rest, it shows the second run's answer.
  await expect(playground.attention).toHaveAccessibleDescription(
    `of “${opposite(answer)}” · ${await playground.second.name()}`,
  );
  await expect(playground.attention).toContainText(`Where “${opposite(answer)}” was forced`);
  await choose(playground, playground.first, await playground.first.answerIndex());
  await expect(playground.attention).toHaveAccessibleDescription(
    `of “${answer}” · ${await playground.first.name()}`,
  );
  // Only the words of that run say what they got.
  const said = (run: Run) => run.prompt.getByRole('button').nth(5);
  await expect(said(playground.first)).toHaveAccessibleDescription(/the mean attention/);
  await expect(said(playground.second)).not.toHaveAccessibleDescription(/the mean attention/);
  const last = (await playground.second.words()).length - 1;
  const word = await choose(playground, playground.second, last);
  await expect(playground.attention).toHaveAccessibleDescription(
    `of “${word}” · ${await playground.second.name()}`,
  );
  await expect(said(playground.second)).toHaveAccessibleDescription(/the mean attention/);
  await expect(said(playground.first)).not.toHaveAccessibleDescription(/the mean attention/);
});

test('choosing is the row before, reading the token’s own', async ({ playground }) => {
  const answer = await lookAtAnswer(playground);
  const choosing = await rows(playground);
  await playground.attention.getByRole('radio', { name: 'When reading it' }).check();
  await expect(playground.attention).toContainText(`On reading “${answer}”`);
  await expect.poll(async () => (await rows(playground)).length).toBe(choosing.length + 1);
  expect((await rows(playground)).at(-1)?.word).toBe(answer);
});

test('a press on a head shows it alone; another shows all again', async ({ playground }) => {
  await lookAtAnswer(playground);
  const tab = (name: string) => playground.page.getByRole('tab', { name, exact: true }).click();
  await tab('Heads');
  const heads = playground.page.getByRole('group', { name: 'Heads' }).getByRole('button');
  await expect(heads).toHaveCount(16);
  const head = heads.nth(6);
  await expect(head).toHaveAccessibleName(/^Layer 2, head 3: \d+\s% on the /);
  await head.click();
  await expect(head).toHaveAttribute('aria-pressed', 'true');
  // What the grid says of the head is what is then shown of it.
  const [, share, name] = /: (\d+)\s% on the (.+)$/.exec((await head.getAttribute('aria-label')) ?? '') ?? [];
  await tab('Attention');
  await expect(playground.attention.getByRole('combobox', { name: 'Layer' })).toHaveValue('2');
  await expect(playground.attention.getByRole('combobox', { name: 'Head' })).toHaveValue('3');
  await expect
    .poll(async () => Math.round((await sums(playground)).get(name ?? '') ?? -1))
    .toBe(Number(share));
  await tab('Heads');
  await head.click();
  await expect(head).toHaveAttribute('aria-pressed', 'false');
  await tab('Attention');
  await expect(playground.attention.getByRole('combobox', { name: 'Layer' })).toHaveValue('Mean of 4 layers');
});

test('the table can be shown', async ({ playground }) => {
  await lookAtAnswer(playground);
  await playground.button('Show as a table').click();
  await playground.table.scrollIntoViewIfNeeded();
  await expect(playground.table).toBeInViewport();
  const box = await playground.table.boundingBox();
  expect(box?.width).toBeGreaterThan(200);
  await playground.button('Hide the table').click();
  await expect.poll(async () => (await playground.table.locator('..').boundingBox())?.width).toBeLessThan(5);
});

test('the matrix tells each cell of the run that is looked into, and that nothing looks ahead', async ({
  playground,
}) => {
  await playground.open();
  await playground.page.getByRole('tab', { name: 'Show the full attention matrix' }).click();
  const panel = playground.page.getByRole('region', { name: 'The full attention matrix' });
  const matrix = panel.getByRole('img', { name: /^Attention of each of \d+ words/ });
  const count = (await playground.first.promptNames()).length + (await playground.first.words()).length;
  await expect(matrix).toHaveAccessibleName(new RegExp(`^Attention of each of ${count} words`));
  await expect(panel).toContainText(await playground.first.name());
  // The pointer reads cells too, so it is taken away.
  await playground.page.mouse.move(0, 0);
  await matrix.focus();
  await matrix.press('ArrowUp');
  const reading = panel.locator('output');
  await expect(reading).toHaveText(/^At “.+” \(reasons\): [<\d.\s]+% on “.+”/);
  // The first word has nothing but itself to look at; to the right of that is ahead.
  await matrix.press('Control+Home');
  await expect(reading).toHaveText(/100\.0\s% on/);
  await matrix.press('ArrowRight');
  await expect(reading).toContainText('cannot look at it');

  await playground.differ('Order');
  await expect(panel).toContainText(await playground.second.name());
  const other = (await playground.second.promptNames()).length + (await playground.second.words()).length;
  await expect(matrix).toHaveAccessibleName(new RegExp(`^Attention of each of ${other} words`));
});

test('a cell of the matrix is the weight that the table has', async ({ playground }) => {
  await lookAtAnswer(playground);
  const [first, second] = await rows(playground);
  await playground.page.getByRole('tab', { name: 'Show the full attention matrix' }).click();
  const panel = playground.page.getByRole('region', { name: 'The full attention matrix' });
  const matrix = panel.getByRole('img');
  await expect(matrix).toHaveAccessibleName(/^Attention of each of [1-9]\d* words/);
  await playground.page.mouse.move(0, 0);
  await matrix.focus();
  // From the last word up to the colon, at which the answer was chosen.
  const up = (await playground.first.words()).length - (await playground.first.answerIndex());
  for (let press = 0; press < up; press += 1) await matrix.press('ArrowUp');
  const reading = panel.locator('output');
  await expect(reading).toHaveText(/^At “:” \(answer\): /);
  const told = async () => percentage(/: ([<\d.\s]+%) on/.exec(await reading.innerText())?.[1] ?? '');
  expect(Math.abs((await told()) - (first?.weight ?? Number.NaN))).toBeLessThan(0.11);
  await matrix.press('ArrowRight');
  await expect(reading).toContainText(`on “${second?.word}”`);
  expect(Math.abs((await told()) - (second?.weight ?? Number.NaN))).toBeLessThan(0.11);
});

test('the attention follows the newest token, step by step; a chosen one stays until it is let go', async ({
  playground,
}) => {
  await playground.open();
  await playground.button('Reset').click();
  await expect(playground.first.token(0)).toBeHidden();
  const step = async (count: number) => {
    await playground.button('Step').click();
    await expect(playground.first.token(count - 1)).toBeVisible();
    await expect(playground.button('Step')).toBeEnabled();
  };
  const current = playground.first.output.locator('[aria-current]');
  for (const count of [1, 2, 3]) {
    await step(count);
    await expect(current).toHaveCount(1);
    await expect(current).toHaveAccessibleName((await playground.first.names())[count - 1] ?? '');
  }
  await playground.first.prompt.getByRole('button', { name: 'ball' }).first().click();
  await expect(playground.attention).toContainText('On reading “ball”');
  await expect(current).toHaveCount(0);
  await pick(playground, 'Head', '2');
  await expect(playground.attention).toContainText('On reading “ball”');
  await playground.button('Let go of this word').click();
  await expect(playground.attention).toContainText('To choose');
  await expect(current).toHaveAccessibleName((await playground.first.names())[2] ?? '');
  // When it rests, it shows what the answer was chosen by.
  await playground.button('Run').click();
  await playground.finished();
  await expect(playground.attention).toContainText(`To choose “${await playground.first.answer()}”`);
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('the attention follows the words as they are played, and rests on the answer', async ({
    playground,
  }) => {
    await playground.open();
    const { page } = playground;
    await page.getByRole('slider', { name: 'Pace' }).fill('60');
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      const read = () => {
        const run = document.querySelector('foregone-app')?.shadowRoot?.querySelector('fg-run');
        const strip = run?.shadowRoot?.querySelector('.output')?.shadowRoot;
        const position = strip?.querySelector<HTMLElement>('[aria-current]')?.dataset.position;
        if (position) seen.add(position);
        requestAnimationFrame(read);
      };
      read();
    });
    await playground.button('Watch it write').click();
    await expect(playground.button('Pause')).toBeVisible();
    await expect(playground.button('Watch it write')).toBeVisible();
    const followed = await page.evaluate(() => (Reflect.get(window, 'seen') as Set<string>).size);
    expect(followed).toBeGreaterThan((await playground.first.words()).length / 3);
    await expect(playground.attention).toContainText(`To choose “${await playground.first.answer()}”`);
  });

  test('a token that is chosen while it plays stays, until it is let go', async ({ playground }) => {
    await playground.open();
    const written = playground.first.output.getByRole('listitem');
    await playground.page.getByRole('slider', { name: 'Pace' }).fill('500');
    await playground.button('Watch it write').click();
    await expect(written).toHaveCount(1);
    await playground.first.prompt.getByRole('button', { name: 'ball' }).first().click();
    await expect(playground.attention).toContainText('On reading “ball”');
    await expect(playground.button('Watch it write')).toBeVisible();
    await playground.button('Let go of this word').click();
    const newest = (await playground.first.words()).at(-1);
    await expect(playground.attention).toContainText(`To choose “${newest}”`);
  });
});
