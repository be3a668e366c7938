import { readFile } from 'node:fs/promises';
import { CHAPTERS, expect, opposite, type Playground, test } from './playground.js';

/** What “Share” lets a visitor keep: both runs as JSON, and as a picture. */

async function download(playground: Playground, name: string): Promise<{ name: string; bytes: Buffer }> {
  await playground.button('Share').click();
  const dialog = playground.page.getByRole('dialog', { name: 'Share this experiment' });
  const [file] = await Promise.all([
    playground.page.waitForEvent('download'),
    dialog.getByRole('button', { name }).click(),
  ]);
  await expect(dialog.getByRole('status', { name: 'Shared' })).toHaveText(
    `Saved as ${file.suggestedFilename()}.`,
  );
  await dialog.getByRole('button', { name: 'Close' }).click();
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('the JSON holds both runs', async ({ playground }) => {
  await playground.open();
  const own = await playground.first.answer();
  const forced = opposite(own);
  await playground.change(() => playground.force(playground.first, 2, forced));
  const { name, bytes } = await download(playground, 'Runs as JSON');
  expect(name).toBe('foregone-cups.json');
  const file = JSON.parse(bytes.toString('utf8'));
  expect(file).toMatchObject({ format: 'foregone-run', version: 2, link: playground.page.url() });
  expect(file.contrast).toMatchObject({ differs: { kind: 'answer' }, words: [{ at: 2 }] });
  expect(file.contrast.recordings).toBeUndefined();
  expect(file.differs).toBe('answer');
  expect(file.point).toBe(await playground.result.innerText());
  for (const [index, run] of [playground.first, playground.second].entries()) {
    const { name, conditions, prompt, output, verdict, answer, recorded } = file.runs[index];
    expect((await run.name()).toLowerCase()).toContain(name.toLowerCase());
    expect(prompt.map(({ text }: { text: string }) => text.trim())).toEqual(await run.promptNames());
    expect(output.map(({ text }: { text: string }) => text.trim())).toEqual(await run.words());
    expect(output[2].forced).toBe(index === 1);
    for (const { probability, alternatives, forced } of output) {
      expect(alternatives.length).toBeGreaterThan(2);
      const likeliest = alternatives[0].probability;
      expect(likeliest).toBeLessThanOrEqual(1);
      if (!forced) expect(probability).toBeCloseTo(likeliest, 5);
    }
    expect(recorded).toBe(false);
    expect(verdict).toMatchObject({ decision: index === 1 ? forced : own, forced: index === 1 });
    expect(answer).toMatchObject({ word: index === 1 ? forced : own, forced: index === 1 });
    expect(conditions).toEqual(index === 1 ? [`Forced: “${forced}”`] : []);
  }
  expect(file.attention.run).toBe(1);
  const sum = file.attention.weights.reduce((total: number, weight: number) => total + weight, 0);
  expect(sum).toBeCloseTo(1, 3);
});

/** The words of an SVG as a browser reads it, in a page that takes any text, and whether each stands within its edges. */
async function readSvg(playground: Playground, source: string) {
  const page = await playground.page.context().newPage();
  const read = await page.evaluate(text => {
    const { documentElement: svg } = new DOMParser().parseFromString(text, 'image/svg+xml');
    document.body.append(document.importNode(svg, true));
    const texts = [...document.querySelectorAll('text')];
    const width = Number(svg.getAttribute('width'));
    const edge = document.querySelector('svg')?.getBoundingClientRect().left ?? 0;
    return {
      root: svg.localName,
      words: texts.map(({ textContent }) => textContent ?? ''),
      families: [...new Set(texts.map(one => one.getAttribute('font-family')))],
      names: [...new Set([...document.querySelectorAll('svg *')].map(({ localName }) => localName))],
      inside: texts.every(one => {
        const { left, right } = one.getBoundingClientRect();
        return left - edge >= 0 && right - edge <= width;
      }),
      link: document.querySelector('desc')?.textContent,
    };
  }, source);
  await page.close();
  return read;
}

for (const { id } of CHAPTERS) {
  test(`the SVG holds the words of both runs as text: ${id}`, async ({ playground }) => {
    await playground.visit(`./x/${id}/`);
    const { name, bytes } = await download(playground, 'Picture as SVG');
    expect(name).toMatch(/^foregone-\w+\.svg$/);
    const { root, words, families, names, inside, link } = await readSvg(playground, bytes.toString('utf8'));
    expect(root).toBe('svg');
    expect(families.toSorted()).toEqual(['sans-serif', 'serif']);
    expect(names).not.toContain('foreignObject');
    expect(names).not.toContain('image');
    expect(inside).toBe(true);
    expect(link).toBe(playground.page.url());
    // Every word that was written, in its order: the first run's, then the second's.
    let from = -1;
    for (const word of [...(await playground.first.words()), ...(await playground.second.words())]) {
      from = words.indexOf(word, from + 1);
      expect(from, word).toBeGreaterThanOrEqual(0);
    }
    const told = words.join(' ');
    expect(told).toContain(await playground.result.innerText());
    // What was done to each, and the mark of each forced word.
    for (const run of [playground.first, playground.second]) {
      const forced = (await run.names()).filter(one => one.endsWith(', forced')).length;
      if (forced > 0) expect(words.filter(word => word === 'forced')).toHaveLength(forced);
      for (const label of await run.region.locator('.label').allInnerTexts())
        expect(told).toContain(label.trim());
    }
    const sums = await playground.attention
      .getByRole('list', { name: 'Attention by part of the text' })
      .getByRole('listitem')
      .allInnerTexts();
    for (const sum of sums) expect(told).toContain(sum.trim().split('\n').at(-1));
  });
}

test('the PNG is the same picture in pixels', async ({ playground }) => {
  await playground.visit();
  const svg = (await download(playground, 'Picture as SVG')).bytes.toString('utf8');
  const { bytes } = await download(playground, 'Picture as PNG');
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect(width).toBe(2400);
  expect(height).toBe(2 * Number(/ height="(\d+)"/.exec(svg)?.[1]));
  const colours = await playground.page.evaluate(async encoded => {
    const data = Uint8Array.from(atob(encoded), letter => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([data], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? [];
    const share = { paper: 0, ink: 0, scene: 0 };
    const near = (at: number, ...colour: number[]) =>
      colour.every((value, index) => Math.abs((pixels[at + index] ?? 0) - value) < 8);
    for (let at = 0; at < pixels.length; at += 4) {
      if (near(at, 0xfb, 0xfa, 0xf7)) share.paper += 1;
      else if (near(at, 0x1d, 0x1c, 0x1a)) share.ink += 1;
      else if (near(at, 0x56, 0xa3, 0xb5)) share.scene += 1;
    }
    const all = image.width * image.height;
    return { paper: share.paper / all, ink: share.ink / all, scene: share.scene / all };
  }, bytes.toString('base64'));
  // Light paper, dark words, and the bar of the scene.
  expect(colours.paper).toBeGreaterThan(0.6);
  expect(colours.ink).toBeGreaterThan(0.01);
  expect(colours.scene).toBeGreaterThan(0.002);
});

test('marks that XML would trip over stay words in the picture', async ({ playground }) => {
  await playground.visit();
  const { bytes } = await download(playground, 'Picture as SVG');
  // The marks of the start and the end are words like any other.
  expect(bytes.toString('utf8')).not.toContain('</s>');
  const { words } = await readSvg(playground, bytes.toString('utf8'));
  expect(words).toContain('</s>');
});
