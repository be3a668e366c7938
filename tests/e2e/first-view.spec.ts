import type { Page } from '@playwright/test';
import { CHAPTERS, expect, type Playground, recordedWords, test } from './playground.js';

/** What a visitor has before them without a scroll: the whole contrast, with its point and the one thing to do next. */

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
] as const;

/** A telephone whose browser shows its bars: both answers are in sight all the same. */
const SHORT = { width: 390, height: 664 };

/** The smallest size that reasons are read at, in pixels. */
const READABLE = 16;

/** Holds the weights back until the returned function is called. */
async function holdModel(page: Page): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  await page.route('**/model.safetensors', async route => {
    await held;
    await route.continue().catch(() => {});
  });
  return release;
}

interface Word {
  text: string;
  isAnswer: boolean;
  /** In pixels. */
  size: number;
  /** Whether a press in its middle meets it, in the part of the page that is in sight. */
  isHit: boolean;
}

/** Each word of an output, and whether it can be pressed where it stands. */
function wordsOf(playground: Playground, which: 'first' | 'second'): Promise<Word[]> {
  const buttons = playground[which].output.getByRole('listitem').getByRole('button');
  return buttons.evaluateAll(all =>
    all.map(button => {
      const { left, top, width, height } = button.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      let hit = document.elementFromPoint(x, y);
      while (hit?.shadowRoot) {
        const inner = hit.shadowRoot.elementFromPoint(x, y);
        if (!inner || inner === hit) break;
        hit = inner;
      }
      return {
        text: (button.getAttribute('aria-label') ?? '').replace(/(, (forced|recorded))+$/, ''),
        isAnswer: button.hasAttribute('data-answer'),
        size: Number.parseFloat(getComputedStyle(button).fontSize),
        isHit: hit !== null && (hit === button || button.contains(hit)),
      };
    }),
  );
}

/** What is not in the view as it ought to be, in words; nothing where all is. */
async function missing(playground: Playground, hash: string): Promise<string[]> {
  const { page } = playground;
  const texts = recordedWords(hash);
  const faults: string[] = [];
  for (const [run, which] of (['first', 'second'] as const).entries()) {
    const words = await wordsOf(playground, which);
    if (words.map(({ text }) => text).join(' ') !== texts[run]?.join(' '))
      faults.push(`${which} run: other words`);
    for (const [index, { text, isHit, size }] of words.entries()) {
      if (!isHit) faults.push(`${which} run: “${text}”, word ${index + 1}, is out of sight or covered`);
      // What names a part is set small: “answer:”, “reasons:”, and the mark of the end.
      const isName = words[index + 1]?.text === ':' || text === ':' || text.startsWith('<');
      if (!isName && size < READABLE) faults.push(`${which} run: “${text}” is set in ${size} px`);
    }
  }
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const parts = {
    question: playground.question.getByRole('heading'),
    drawing: playground.drawing,
    point: playground.result.getByText(/./),
    next: playground.next,
  };
  for (const [name, part] of Object.entries(parts)) {
    const box = await part.first().boundingBox();
    const isIn =
      box &&
      box.width > 0 &&
      box.height > 0 &&
      box.x >= 0 &&
      box.y >= 0 &&
      box.x + box.width <= width &&
      box.y + box.height <= height;
    if (!isIn) faults.push(`${name}: ${JSON.stringify(box)}`);
  }
  const radios = await playground.differs.getByRole('radio').evaluateAll(all =>
    all.map(radio => {
      const { left, top, right, bottom } = (radio.closest('label') ?? radio).getBoundingClientRect();
      return left >= 0 && top >= 0 && right <= window.innerWidth && bottom <= window.innerHeight;
    }),
  );
  if (radios.length !== 6 || radios.includes(false)) faults.push(`what differs: ${radios}`);
  if ((await page.evaluate(() => window.scrollY)) !== 0) faults.push('the page is scrolled');
  return faults;
}

/** Whether both answers can be pressed where they stand. */
async function answersInSight(playground: Playground): Promise<boolean[]> {
  const words = [await wordsOf(playground, 'first'), await wordsOf(playground, 'second')];
  return words.map(all => all.filter(({ isAnswer }) => isAnswer)).map(([answer]) => answer?.isHit ?? false);
}

test.use({ colorScheme: 'light' });

for (const [path, { id, hash, point }] of [
  ...CHAPTERS.slice(0, 1).map(chapter => ['./', chapter] as const),
  ...CHAPTERS.map(chapter => [`x/${chapter.id}/`, chapter] as const),
]) {
  test(`${path === './' ? 'the opening' : `chapter ${id}`} is in the first view, recorded and run`, async ({
    playground,
  }) => {
    const { page } = playground;
    const release = await holdModel(page);
    const look = async (when: string) => {
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await expect
          .poll(() => missing(playground, hash), {
            message: `${when}, ${size.width}×${size.height}`,
            timeout: 5_000,
          })
          .toEqual([]);
      }
      await page.setViewportSize(SHORT);
      await expect
        .poll(() => answersInSight(playground), { message: `${when}, both answers`, timeout: 5_000 })
        .toEqual([true, true]);
    };
    await page.setViewportSize(SIZES[0]);
    await page.goto(path);
    await expect(playground.result).toHaveText(point);
    await expect(playground.next).toHaveCount(1);
    await look('recorded');
    release();
    await playground.finished();
    await expect(playground.result).toHaveText(point);
    await look('run');
  });
}
