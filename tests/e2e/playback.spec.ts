import { expect, type Playground, test } from './playground.js';

/** Going back and forth in what is written. The engine writes far faster than anyone reads: this is what a visitor watches. */

/** How many words of each run are shown. */
function shown({ first, second }: Playground): Promise<number[]> {
  return Promise.all([first, second].map(({ output }) => output.getByRole('listitem').count()));
}

const scrubber = ({ page }: Playground) => page.getByRole('slider', { name: 'Position' });
const pace = ({ page }: Playground) => page.getByRole('slider', { name: 'Pace' });

test('the scrubber goes to any word of both runs, each with its attention and its alternatives', async ({
  playground,
}) => {
  await playground.visit();
  const { first, second, attention } = playground;
  const whole = [await first.words(), await second.words()];
  const [short = 0, long = 0] = whole.map(words => words.length).toSorted((a, b) => a - b);
  await expect(scrubber(playground)).toHaveAttribute('max', String(long));
  await expect(scrubber(playground)).toHaveValue(String(long));

  await scrubber(playground).fill('9');
  await expect.poll(() => shown(playground)).toEqual([9, 9]);
  expect([await first.words(), await second.words()]).toEqual(whole.map(words => words.slice(0, 9)));
  // What both show is said of their ends alone.
  await expect(playground.result).toBeEmpty();
  const newest = whole[0]?.[8] ?? '';
  await expect(attention).toContainText(`“${newest}”`);

  await first.token(8).click();
  await expect(playground.alternatives).toContainText(`Instead of “${newest}” in the first run`);
  await expect(attention).toHaveAccessibleDescription(/First run/);
  await playground.page.keyboard.press('Escape');
  await second.token(5).click();
  await expect(playground.alternatives).toContainText(`Instead of “${whole[1]?.[5]}” in the second run`);
  await expect(attention).toHaveAccessibleDescription(/Second run/);
  await expect(attention).toContainText(`“${whole[1]?.[5]}”`);
  await playground.page.keyboard.press('Escape');

  // The shorter one is whole before the longer.
  await scrubber(playground).fill(String(long - 1));
  await expect
    .poll(async () => (await shown(playground)).toSorted((a, b) => a - b))
    .toEqual([short, long - 1]);
  await scrubber(playground).fill(String(long));
  await expect.poll(() => shown(playground)).toEqual(whole.map(words => words.length));
  await expect(playground.result).not.toBeEmpty();
});

test('arrow keys and buttons go a word back and a word on, and stop at both ends', async ({ playground }) => {
  await playground.visit();
  const { page } = playground;
  const whole = await shown(playground);
  const longest = Math.max(...whole);
  const at = (head: number) => whole.map(length => Math.min(length, head));
  await page.keyboard.press('ArrowRight');
  expect(await shown(playground)).toEqual(whole);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shown(playground)).toEqual(at(longest - 1));
  await playground.button('One word back').click();
  await expect.poll(() => shown(playground)).toEqual(at(longest - 2));
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shown(playground)).toEqual(at(longest - 1));
  await scrubber(playground).fill('1');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shown(playground)).toEqual([0, 0]);
  await expect(playground.button('One word back')).toBeDisabled();
  await page.keyboard.press('ArrowLeft');
  expect(await shown(playground)).toEqual([0, 0]);
  await playground.button('One word forward').click();
  await expect.poll(() => shown(playground)).toEqual([1, 1]);
  // Step goes on from where it is, since the words are there already.
  await playground.button('Step').click();
  await expect.poll(() => shown(playground)).toEqual([2, 2]);
});

test('who wants no motion watches it a word a press', async ({ playground }) => {
  await playground.visit();
  for (const count of [1, 2, 3]) {
    await playground.button('Watch it write').click();
    await expect.poll(() => shown(playground)).toEqual([count, count]);
  }
  await playground.page.evaluate(() => new Promise(later => setTimeout(later, 300)));
  expect(await shown(playground)).toEqual([3, 3]);
});

test('the pace has its bounds, and is kept', async ({ playground }) => {
  await playground.visit();
  await expect(pace(playground)).toHaveValue('120');
  await expect(pace(playground)).toHaveAttribute('min', '30');
  await expect(pace(playground)).toHaveAttribute('max', '500');
  await pace(playground).press('Home');
  await expect(pace(playground)).toHaveValue('30');
  await pace(playground).press('End');
  await expect(pace(playground)).toHaveValue('500');
  await playground.page.reload();
  await playground.finished();
  await expect(pace(playground)).toHaveValue('500');
});

test.describe('with motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  test('it is watched in step, at the pace that was chosen, to its whole end', async ({ playground }) => {
    await playground.visit();
    const { first, second, page } = playground;
    const whole = [await first.words(), await second.words()];
    const point = (await playground.result.textContent()) ?? '';
    await pace(playground).fill('60');
    await page.evaluate(() => {
      const counts: [number, number][] = [];
      Object.assign(window, { counts });
      const lists: Element[] = [];
      const find = (root: ParentNode) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.matches('[role="list"][aria-label="Output"]')) lists.push(element);
          if (element.shadowRoot) find(element.shadowRoot);
        }
      };
      find(document);
      const count = (list?: Element) => list?.querySelectorAll('[role="listitem"]').length ?? -1;
      const note = () => {
        const [a, b] = lists.map(count);
        const last = counts.at(-1);
        if (a !== undefined && b !== undefined && (last?.[0] !== a || last[1] !== b)) counts.push([a, b]);
        requestAnimationFrame(note);
      };
      note();
    });
    await playground.button('Watch it write').click();
    await expect(playground.button('Pause')).toBeVisible();
    await expect(playground.button('Stop')).toBeEnabled();
    await expect(playground.result).toBeEmpty();
    await expect(playground.button('Watch it write')).toBeVisible();
    expect([await first.words(), await second.words()]).toEqual(whole);
    await expect(playground.result).toHaveText(point);
    const counts = (await page.evaluate(() => Reflect.get(window, 'counts'))) as [number, number][];
    // From nothing on, both at the same word until the shorter is whole.
    const started = counts.findIndex(([a, b]) => a === 0 && b === 0);
    expect(started).toBeGreaterThanOrEqual(0);
    const played = counts.slice(started);
    expect(played.length).toBeGreaterThan(20);
    const [ends = 0, other = 0] = whole.map(words => words.length);
    for (const [index, [a, b]] of played.entries()) {
      const head = Math.max(a, b);
      expect([a, b]).toEqual([Math.min(head, ends), Math.min(head, other)]);
      const before = played[index - 1];
      if (before) expect(head).toBeGreaterThan(Math.max(...before));
    }
  });

  test('a slow one can be paused, stopped and gone on with, and what is asked for next ends it', async ({
    playground,
  }) => {
    await playground.visit();
    await pace(playground).fill('500');
    const whole = await shown(playground);
    const atLeast = (count: number) =>
      expect.poll(async () => Math.min(...(await shown(playground)))).toBeGreaterThanOrEqual(count);
    await playground.button('Watch it write').click();
    await atLeast(2);
    await playground.button('Pause').click();
    const [paused = 0, other] = await shown(playground);
    expect(other).toBe(paused);
    await playground.page.evaluate(() => new Promise(later => setTimeout(later, 700)));
    expect(await shown(playground)).toEqual([paused, paused]);
    await playground.button('Watch it write').click();
    await atLeast(paused + 1);
    await playground.button('Stop').click();
    await expect(playground.button('Stop')).toBeDisabled();
    expect(Math.max(...(await shown(playground)))).toBeLessThan(Math.min(...whole));
    await playground.button('Run').click();
    await playground.finished();
    expect(await shown(playground)).toEqual(whole);
  });
});
