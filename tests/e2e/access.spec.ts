import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import {
  CHAPTERS,
  contrastIn,
  expect,
  linkTo,
  opposite,
  type Playground,
  packed,
  test,
} from './playground.js';

/** Opens the shortest scene, its answer beside the opposite one: axe looks at every element, and words are all alike. */
async function openShort(playground: Playground): Promise<void> {
  await playground.open(linkTo({ task: { kind: 'cups', seed: 5, swaps: 1 } }));
  await playground.differ('Answer');
}

/** What a stranger's link says of both runs: the one with a note in it. */
function strangersLink(): string {
  const { hash } = CHAPTERS.find(({ id }) => id === 'note') ?? { hash: '' };
  const contrast = contrastIn(hash);
  return packed(JSON.stringify({ ...contrast, look: { run: 1, token: 3 } }));
}

/** What axe finds wrong with the page, or with one part of it. */
async function violations(playground: Playground, part?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page: playground.page }).options({ resultTypes: ['violations'] });
  const { violations: found } = await (part
    ? builder.include({ fromShadowDom: ['foregone-app', part] })
    : builder
  ).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** By how much the page is wider than its window. */
function overhang({ page }: Playground): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

const openView = ({ page }: Playground, name: string) => page.getByRole('tab', { name, exact: true }).click();

const VIEWS = ['Attention', 'Heads', 'Show the full attention matrix', 'Side by side', 'The cut'];

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'light at 390 px', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'dark at 390 px', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const;

for (const { name, colorScheme, viewport } of LOOKS) {
  test.describe(name, () => {
    test.use({ colorScheme, viewport });

    test('axe finds nothing in what is recorded, nor once it has run here', async ({ playground }) => {
      await playground.page.goto(`./${strangersLink()}`);
      await expect(playground.recording).toContainText('not been checked here');
      await expect(playground.button('Run it here')).toBeEnabled();
      expect(await violations(playground)).toEqual([]);
      await playground.button('Run it here').click();
      await playground.finished();
      expect(await violations(playground)).toEqual([]);
    });

    test('axe finds nothing in the alternatives and in a refusal', async ({ playground }) => {
      await openShort(playground);
      const { first } = playground;
      await playground.force(playground.second, 6, (await first.words())[6] ?? '');
      await playground.finished();
      await first.token(2).click();
      await expect(playground.alternatives).toBeVisible();
      expect(await violations(playground)).toEqual([]);
      await playground.page.keyboard.press('Escape');
      await playground.type(first, 2, 'giraffe');
      await expect(playground.alternatives.getByRole('alert')).not.toBeEmpty();
      expect(await violations(playground, 'fg-alternatives')).toEqual([]);
    });

    test('axe finds nothing in any view, nor in a cut that is measured', async ({ playground }) => {
      await openShort(playground);
      await playground.button('Show as a table').click();
      for (const view of VIEWS) {
        await openView(playground, view);
        const panel = playground.page.getByRole('tabpanel', { name: view });
        await expect(panel.getByRole('heading').first()).toBeVisible();
        expect(await violations(playground, 'fg-views'), view).toEqual([]);
      }
      for (const order of ['Answer first', 'Reasons first'] as const) {
        if (!(await playground.radio(order).isChecked()))
          await playground.change(() => playground.radio(order).check());
        await playground.button('Measure the cut').click();
        await expect(playground.page.getByRole('status', { name: 'What the cut shows' })).not.toBeEmpty();
        await expect(playground.button('Measure the cut')).toBeVisible();
        expect(await violations(playground, 'fg-views'), order).toEqual([]);
        expect(await overhang(playground)).toBeLessThanOrEqual(0);
      }
    });

    test.describe('of a damaged link', () => {
      test.use({ mayFail: true });

      test('axe finds nothing in the error', async ({ playground }) => {
        await playground.page.goto('./#v2.AAAA');
        await expect(playground.alert.filter({ hasText: /./ })).toBeVisible();
        expect(await violations(playground)).toEqual([]);
      });
    });

    for (const task of ['Where is the ball?', 'Is it funny?', 'Is it allowed?'] as const)
      test(`axe finds nothing in the question and its editor: ${task}`, async ({ playground }) => {
        await playground.open();
        if (task !== 'Where is the ball?') await playground.ask(task);
        await playground.openQuestions();
        await playground.button('Edit the scene').click();
        const remove = playground.editor.getByRole('button', { name: /^Remove/ });
        // Until the scene lacks something, so that the sentence about it is looked at too.
        for (let left = await remove.count(); (await playground.sceneProblem.innerText()) === ''; left -= 1) {
          await remove.first().click();
          await expect(remove).toHaveCount(left - 1);
          await expect(playground.button('Run').or(playground.sceneProblem.getByText('.'))).not.toHaveCount(
            0,
          );
        }
        await playground.finished();
        expect(await overhang(playground)).toBeLessThanOrEqual(0);
        expect(await violations(playground, 'fg-question')).toEqual([]);
      });

    test('nothing has to be scrolled to from the side', async ({ playground }) => {
      await playground.open();
      await playground.differ('Answer');
      await playground.button('Show as a table').click();
      expect(await overhang(playground)).toBeLessThanOrEqual(0);
      for (const view of VIEWS) {
        await openView(playground, view);
        await expect(
          playground.page.getByRole('tabpanel', { name: view }).getByRole('heading').first(),
        ).toBeVisible();
        expect(await overhang(playground), view).toBeLessThanOrEqual(0);
      }
      for (const run of [playground.first, playground.second]) {
        await run.token(2).click();
        await expect(playground.alternatives).toBeVisible();
        const dialog = await playground.alternatives.boundingBox();
        expect(await overhang(playground)).toBeLessThanOrEqual(0);
        expect(dialog?.x).toBeGreaterThanOrEqual(0);
        expect((dialog?.x ?? 0) + (dialog?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
        // The token that the dialog is about stays in sight, and is not under it.
        const token = await run.token(2).boundingBox();
        await expect(run.token(2)).toBeInViewport({ ratio: 1 });
        const apart =
          (token?.y ?? 0) + (token?.height ?? 0) <= (dialog?.y ?? 0) ||
          (dialog?.y ?? 0) + (dialog?.height ?? 0) <= (token?.y ?? 0) ||
          (token?.x ?? 0) + (token?.width ?? 0) <= (dialog?.x ?? 0);
        expect(apart).toBe(true);
        await playground.page.keyboard.press('Escape');
      }
    });
  });
}

test.describe('at 320 px', () => {
  test.use({ viewport: { width: 320, height: 800 } });

  test('text of twice the size needs no scrolling from the side', async ({ playground }) => {
    const devtools = await playground.page.context().newCDPSession(playground.page);
    await devtools.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    await playground.visit();
    const size = await playground.page.evaluate(() =>
      Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
    );
    expect(size).toBeGreaterThan(30);
    expect(await overhang(playground)).toBeLessThanOrEqual(0);
    for (const run of [playground.first, playground.second]) {
      const box = await run.output.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    }
    for (const view of VIEWS) {
      await openView(playground, view);
      await expect(
        playground.page.getByRole('tabpanel', { name: view }).getByRole('heading').first(),
      ).toBeVisible();
      expect(await overhang(playground), view).toBeLessThanOrEqual(0);
    }
    await playground.button('Measure the cut').click();
    await expect(playground.page.getByRole('status', { name: 'What the cut shows' })).not.toBeEmpty();
    expect(await overhang(playground), 'the cut').toBeLessThanOrEqual(0);
    await playground.openQuestions();
    await playground.button('Edit the scene').click();
    await expect(playground.editor).toBeVisible();
    expect(await overhang(playground), 'the editor').toBeLessThanOrEqual(0);
    await playground.first.token(2).click();
    await expect(playground.alternatives).toBeVisible();
    expect(await overhang(playground), 'the alternatives').toBeLessThanOrEqual(0);
  });
});

test('the page follows the system’s colours, and the switch overrules them', async ({ playground }) => {
  const { page } = playground;
  const lightness = () =>
    page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] =
        getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
      return (red + green + blue) / 3;
    });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await playground.open();
  expect(await lightness()).toBeLessThan(60);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(await lightness()).toBeGreaterThan(200);
  await playground.button('Theme: auto').click();
  await playground.button('Theme: light').click();
  expect(await lightness()).toBeLessThan(60);
  await page.reload();
  await expect(playground.button('Run')).toBeEnabled();
  expect(await lightness()).toBeLessThan(60);
});

test('everything can be done from the keyboard, in the order in which it is told', async ({ playground }) => {
  await playground.open();
  await playground.differ('Answer');
  const { page, first, second } = playground;
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });
  const passed: string[] = [];
  const tabTo = async (reached: () => Promise<boolean>, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
    for (let press = 0; press < 40; press += 1) {
      if (await reached()) return;
      await page.keyboard.press(key);
      passed.push(await focused());
    }
    throw new Error(`Tab never got there: ${passed.join(' · ')}`);
  };
  const has = (locator: Locator) => () => locator.evaluate(element => element.matches(':focus'));
  const change = async (key: string) => {
    await page.keyboard.press(key);
    await playground.finished();
  };

  // From the top: another question, what differs, the order.
  await tabTo(has(playground.button('Another question')));
  await page.keyboard.press('Enter');
  await expect(playground.task).toBeVisible();
  await page.keyboard.press('Enter');
  await tabTo(has(playground.difference('Answer')));
  await change('ArrowRight');
  await expect(playground.difference('Order')).toBeChecked();
  await expect(playground.difference('Order')).toBeFocused();
  await change('ArrowLeft');
  await expect(playground.difference('Answer')).toBeChecked();
  await tabTo(has(playground.radio('Answer first')));
  await change('ArrowRight');
  await expect(playground.radio('Reasons first')).toBeChecked();
  await change('ArrowLeft');
  await expect(playground.radio('Answer first')).toBeChecked();
  const answer = await first.answer();

  // One press of Tab reaches a text; the arrows go along it.
  await tabTo(has(first.token(0)));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe(answer);
  await page.keyboard.press('ArrowDown');
  expect(await focused()).not.toBe(answer);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  await page.keyboard.press('Tab');
  await expect(first.prompt.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('End');
  expect(await focused()).toBe('.');
  await page.keyboard.press('Tab');
  await expect(second.token(0)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toBe(`${opposite(answer)}, forced`);

  // Open the alternatives, leave them, and take what stands there back: the model's own word makes no difference.
  await page.keyboard.press('Enter');
  await expect(playground.alternatives).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(second.token(2)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(playground.alternatives).toBeVisible();
  const own = playground.alternatives.getByRole('button', { name: new RegExp(`^${answer} `) });
  await tabTo(has(own));
  await page.keyboard.press('Enter');
  await expect(second.region).toBeHidden();
  await playground.finished();
  await expect(first.token(2)).toBeFocused();

  // Force in the first run: the word stands in the second, and takes the focus there.
  await page.keyboard.press('Enter');
  await expect(playground.alternatives).toBeVisible();
  await tabTo(
    has(playground.alternatives.getByRole('button', { name: new RegExp(`^${opposite(answer)} `) })),
  );
  await page.keyboard.press('Enter');
  await expect(second.token(2)).toBeFocused();
  await playground.finished();

  // What to do next, the scrubber, the views and what is in them.
  passed.length = 0;
  await tabTo(has(playground.next));
  await tabTo(has(page.getByRole('slider', { name: 'Position' })));
  const length = (await first.words()).length;
  await page.keyboard.press('Home');
  await expect(first.output.getByRole('listitem')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(first.output.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('End');
  await expect(first.output.getByRole('listitem')).toHaveCount(length);
  await tabTo(has(playground.button('Run')));
  await tabTo(has(page.getByRole('tab', { name: 'Attention', exact: true })));
  await page.keyboard.press('ArrowRight');
  await tabTo(async () => (await focused()).startsWith('Layer 1, head 1'));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await tabTo(has(page.getByRole('tab', { name: 'Heads' })), 'Shift+Tab');
  await page.keyboard.press('ArrowLeft');
  await expect(playground.attention.getByRole('combobox', { name: 'Head' })).toHaveValue('2');
  await tabTo(has(playground.attention.getByRole('combobox', { name: 'Layer' })));
  await page.keyboard.press('ArrowDown');
  await expect(playground.attention.getByRole('combobox', { name: 'Layer' })).toHaveValue('2');
  await tabTo(has(playground.button('Show as a table')));
  await tabTo(has(playground.button('Why?')));
  await tabTo(has(playground.button('Keyboard')));
});

test('with the colours forced by the system, what is marked can still be told', async ({ playground }) => {
  const { page, first, second } = playground;
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await playground.visit();
  const outline = (locator: Locator) => locator.evaluate(element => getComputedStyle(element).outlineStyle);
  const label = (locator: Locator) => locator.locator('xpath=..');
  // The picked radios, and no others.
  await playground.openQuestions();
  for (const group of [playground.differs, playground.order, playground.task]) {
    expect(await outline(label(group.getByRole('radio', { checked: true })))).toBe('solid');
    for (const other of await group.getByRole('radio', { checked: false }).all())
      expect(await outline(label(other))).toBe('none');
  }
  // A forced word has a frame and says so in words; what conflicts has a line and a sign.
  const index = await second.answerIndex();
  expect(await outline(second.token(index))).toBe('solid');
  await expect(second.region).toContainText('forced; its own chance was');
  const marked = second.output.getByRole('button', { description: /conflicts with the other run/ });
  await expect(marked).not.toHaveCount(0);
  for (const list of [first.output, second.output]) {
    await expect(list.getByText('≠').first()).toBeVisible();
    const word = list.getByRole('button', { description: /conflicts with the other run/ }).first();
    expect(await word.evaluate(element => getComputedStyle(element).textDecorationLine)).toBe('underline');
  }
  // A word that got much of the attention has its number beside it.
  await first.token((await first.words()).length - 3).click();
  await page.keyboard.press('Escape');
  await playground.attention.getByRole('combobox', { name: 'Layer' }).selectOption('4');
  await playground.attention.getByRole('combobox', { name: 'Head' }).selectOption('1');
  await expect.poll(() => numbers(playground)).not.toEqual([]);
  for (const { said, shown } of await numbers(playground)) expect(shown).toBe(`"${said}"`);
});

/** The words of the first run that say that they got at least twice the mean: what they say, and what stands beside them. */
async function numbers({ first }: Playground): Promise<{ said: string; shown: string }[]> {
  const all = await Promise.all(
    [first.prompt, first.output].map(list =>
      list.getByRole('button').evaluateAll(buttons =>
        buttons.map(button => ({
          said: /(×[\d.]+) the mean attention/.exec(button.getAttribute('aria-description') ?? '')?.[1] ?? '',
          shown: getComputedStyle(button, '::after').content,
        })),
      ),
    ),
  );
  return all.flat().filter(({ said }) => Number(said.slice(1)) >= 2.1);
}

test('on paper both runs stand, the point, and the attention in numbers', async ({ playground }) => {
  const { page, first, second } = playground;
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await playground.visit();
  await first.token((await first.words()).length - 3).click();
  await page.keyboard.press('Escape');
  await playground.attention.getByRole('combobox', { name: 'Layer' }).selectOption('4');
  await playground.attention.getByRole('combobox', { name: 'Head' }).selectOption('1');
  await expect.poll(async () => (await numbers(playground)).length).toBeGreaterThan(0);
  const url = page.url();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark', reducedMotion: 'reduce' });
  for (const run of [first, second]) {
    await expect(run.token(2)).toBeVisible();
    await expect(run.output.getByText('≠').first()).toBeVisible();
    await expect(run.prompt.getByRole('button').nth(3)).toBeVisible();
  }
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(playground.drawing).toBeVisible();
  await expect(playground.result).toBeVisible();
  await expect(playground.result).not.toBeEmpty();
  await expect(playground.attention).toBeVisible();
  await expect(
    playground.attention.getByRole('list', { name: 'Attention by part of the text' }),
  ).toBeVisible();
  for (const { said, shown } of await numbers(playground)) expect(shown).toBe(`"${said}"`);
  // What can't be pressed on paper is not on it; where it came from is. Paper is light.
  for (const name of ['Run', 'Share', 'Watch it write', 'Keyboard'])
    await expect(playground.button(name)).toBeHidden();
  await expect(page.getByText(url)).toBeVisible();
  const scheme = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(scheme).toBe('light');
});

test('who wants no motion gets none: it is gone through word by word, and nothing moves', async ({
  playground,
}) => {
  await playground.open();
  const written = playground.first.output.getByRole('listitem');
  for (const count of [1, 2, 3]) {
    await playground.button('Watch it write').click();
    await expect(written).toHaveCount(count);
    await expect(playground.button('Pause')).toHaveCount(0);
  }
  const moving = await playground.page.evaluate(() => {
    const found: string[] = [];
    const visit = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll('*')) {
        const { animationName, transitionDuration } = getComputedStyle(element);
        const lasts = transitionDuration.split(',').some(duration => Number.parseFloat(duration) > 0);
        if ((animationName && animationName !== 'none') || lasts) found.push(element.outerHTML.slice(0, 80));
        if (element.shadowRoot) visit(element.shadowRoot);
      }
    };
    visit(document);
    return found;
  });
  expect(moving).toEqual([]);
});

test('a screen reader hears one message of both runs, once they are over', async ({ playground }) => {
  await playground.open(linkTo());
  await playground.differ('Answer');
  const { page } = playground;
  await playground.button('Reset').click();
  await expect(playground.result).toBeEmpty();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const live = '[role="status"], [role="alert"], [aria-live]:not([aria-live="off"]), output';
    const visit = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll(live)) {
        const observe = new MutationObserver(() => {
          const text = (element.textContent ?? '').trim();
          if (text && heard.at(-1) !== text) heard.push(text);
        });
        observe.observe(element, { childList: true, subtree: true, characterData: true });
      }
      for (const element of root.querySelectorAll('*')) if (element.shadowRoot) visit(element.shadowRoot);
    };
    visit(document);
  });
  await playground.button('Run').click();
  await playground.finished();
  const heard = await page.evaluate(() => Reflect.get(window, 'heard') as string[]);
  expect(heard).toEqual([(await playground.result.innerText()).trim()]);
});
