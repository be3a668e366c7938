import type { Locator } from '@playwright/test';
import { expect, type Playground, percentage, test } from './playground.js';

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

const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

/** Chooses the answer's token, as a visitor would, and closes what opens beside it. */
async function lookAtAnswer(playground: Playground): Promise<string> {
  await playground.open();
  await playground.token(await playground.answerIndex()).click();
  await playground.page.keyboard.press('Escape');
  const answer = await playground.answer();
  await expect(playground.attention).toContainText(`To choose “${answer}”`);
  return answer;
}

const KINDS = [
  { layer: 'Mean of 4 layers', head: 'Mean of 4 heads' },
  { layer: 'Mean of 4 layers', head: '2' },
  { layer: '3', head: 'Mean of 4 heads' },
  { layer: '4', head: '1' },
];

for (const { layer, head } of KINDS) {
  test(`the attention of the answer sums to 100 %: layer ${layer}, head ${head}`, async ({ playground }) => {
    await lookAtAnswer(playground);
    const before = await rows(playground);
    await playground.attention.getByRole('combobox', { name: 'Layer' }).selectOption(layer);
    await playground.attention.getByRole('combobox', { name: 'Head' }).selectOption(head);
    if (layer !== 'Mean of 4 layers' || head !== 'Mean of 4 heads') {
      await expect.poll(() => rows(playground)).not.toEqual(before);
    }
    const parts = await sums(playground);
    expect(total(parts.values())).toBeGreaterThan(99.5);
    expect(total(parts.values())).toBeLessThan(100.5);
    await expect(playground.attention).toContainText(/Together 100\s%/);
    // The table tells of the same weights: as many as there are earlier tokens, and as much for each part.
    const table = await rows(playground);
    const given = await playground.names(playground.prompt);
    expect(table.map(({ word }) => word)).toEqual([...given, 'answer', ':']);
    await expect(playground.table.locator('tfoot')).toContainText(/100\.0\s%/);
    for (const [name, share] of parts) {
      const told = table.filter(row => row.part === name);
      expect(told.length, name).toBeGreaterThan(0);
      expect(Math.abs(total(told.map(({ weight }) => weight)) - share), name).toBeLessThan(
        0.05 * told.length + 0.1,
      );
    }
  });
}

test('the largest weights are not said to add up', async ({ playground }) => {
  await lookAtAnswer(playground);
  const mean = await sums(playground);
  await playground.attention.getByRole('combobox', { name: 'Head' }).selectOption('Max of 4 heads');
  await playground.attention.getByRole('combobox', { name: 'Layer' }).selectOption('Max of 4 layers');
  await expect(playground.attention).toContainText('they do not add up');
  await expect(playground.attention).not.toContainText('Together');
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

test('the first token has its number, the same as in the table', async ({ playground }) => {
  await lookAtAnswer(playground);
  const [first] = await rows(playground);
  const said = /The first token alone: ([\d.]+)/.exec(await playground.attention.innerText())?.[1];
  expect(Number(said)).toBeCloseTo(first?.weight ?? Number.NaN, 1);
});

test('earlier tokens say how much of the attention they get; later ones say nothing', async ({
  playground,
}) => {
  await lookAtAnswer(playground);
  const index = await playground.answerIndex();
  await expect(playground.prompt.getByRole('button').first()).toHaveAccessibleDescription(/of the attention/);
  await expect(playground.token(index - 1)).toHaveAccessibleDescription(/of the attention/);
  await expect(playground.token(index + 1)).not.toHaveAccessibleDescription(/of the attention/);
});

test('the more attention, the stronger the shade', async ({ playground }) => {
  await lookAtAnswer(playground);
  const shades = await playground.prompt.getByRole('button').evaluateAll(buttons =>
    buttons.map(button => ({
      share: Number.parseFloat(/([\d.]+)\s%/.exec(button.getAttribute('aria-description') ?? '')?.[1] ?? '0'),
      alpha: Number.parseFloat(/\/ ([\d.]+)\)/.exec(getComputedStyle(button).backgroundColor)?.[1] ?? 'NaN'),
    })),
  );
  const sorted = shades.toSorted((a, b) => a.share - b.share);
  const [least, most] = [sorted[0], sorted.at(-1)];
  expect(most?.share).toBeGreaterThan(least?.share ?? Number.NaN);
  expect(most?.alpha).toBeGreaterThan(least?.alpha ?? Number.NaN);
  // The scale is fixed: the shade follows from the weight alone.
  for (const { share, alpha } of shades) expect(Math.abs(alpha - Math.sqrt(share / 100))).toBeLessThan(0.03);
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
  const heads = playground.attention.getByRole('group', { name: 'Heads' }).getByRole('button');
  await expect(heads).toHaveCount(16);
  const head = heads.nth(6);
  await expect(head).toHaveAccessibleName(/^Layer 2, head 3: \d+\s% on the /);
  await head.click();
  await expect(head).toHaveAttribute('aria-pressed', 'true');
  await expect(playground.attention.getByRole('combobox', { name: 'Layer' })).toHaveValue('2');
  await expect(playground.attention.getByRole('combobox', { name: 'Head' })).toHaveValue('3');
  // What the grid says of the head is what is then shown of it.
  const [, share, name] = /: (\d+)\s% on the (.+)$/.exec((await head.getAttribute('aria-label')) ?? '') ?? [];
  await expect
    .poll(async () => Math.round((await sums(playground)).get(name ?? '') ?? -1))
    .toBe(Number(share));
  await head.click();
  await expect(playground.attention.getByRole('combobox', { name: 'Layer' })).toHaveValue('Mean of 4 layers');
});

test('the table can be shown', async ({ playground }) => {
  await lookAtAnswer(playground);
  await playground.button('Show as a table').click();
  await expect(playground.table).toBeInViewport();
  const box = await playground.table.boundingBox();
  expect(box?.width).toBeGreaterThan(200);
  await playground.button('Hide the table').click();
  await expect.poll(async () => (await playground.table.locator('..').boundingBox())?.width).toBeLessThan(5);
});

test('the matrix tells each cell, and that nothing looks ahead', async ({ playground }) => {
  await playground.open();
  await playground.button('Show every word against every word').click();
  const matrix = playground.page.getByRole('img', { name: /^Attention of each of \d+ words/ });
  const count = (await playground.names(playground.prompt)).length + (await playground.words()).length;
  await expect(matrix).toHaveAccessibleName(new RegExp(`^Attention of each of ${count} words`));
  // The pointer reads cells too, so it is taken away.
  await playground.page.mouse.move(0, 0);
  await matrix.focus();
  await matrix.press('ArrowUp');
  const reading = playground.page.locator('output');
  await expect(reading).toHaveText(/^At “.+” \(reasoning\): [<\d.\s]+% on “.+”/);
  // The first word has nothing but itself to look at; to the right of that is ahead.
  await matrix.press('Control+Home');
  await expect(reading).toHaveText(/100\.0\s% on/);
  await matrix.press('ArrowRight');
  await expect(reading).toContainText('cannot look at it');
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('the attention follows the newest token while the model writes', async ({ playground }) => {
    await playground.open();
    const { page } = playground;
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      const read = () => {
        const strip = document
          .querySelector('foregone-app')
          ?.shadowRoot?.querySelector('.output')?.shadowRoot;
        const position = strip?.querySelector<HTMLElement>('[aria-current]')?.dataset.position;
        if (position) seen.add(position);
        requestAnimationFrame(read);
      };
      read();
    });
    await playground.button('Run').click();
    await playground.finished();
    const followed = await page.evaluate(() => (Reflect.get(window, 'seen') as Set<string>).size);
    expect(followed).toBeGreaterThan((await playground.words()).length / 3);
    // When it rests, it shows what the answer was chosen by.
    await expect(playground.attention).toContainText(`To choose “${await playground.answer()}”`);
  });

  test('a chosen token stays chosen while the model writes on', async ({ playground }) => {
    await playground.open();
    await playground.button('Reset').click();
    await playground.button('Run').click();
    await playground.prompt.getByRole('button', { name: 'ball' }).click();
    await playground.finished();
    await expect(playground.attention).toContainText('On reading “ball”');
    await playground.button('Follow the newest word').click();
    await expect(playground.attention).toContainText('To choose');
  });
});
