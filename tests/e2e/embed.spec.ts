import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { chapterPage } from '../../www/build/chapters.js';
import { embedCode } from '../../www/src/text/embed-code.js';
import { CHAPTERS, expect, HASH, HASH_V1, hashOf, test, Widget } from './hosts/hosts.js';
import { opposite, Playground } from './playground.js';

const RECORDED = /^Recorded, not yet run here\. Running it loads \d\.\d\sMB\.$/;
const THEIRS = /^Recorded by the link’s author, not yet run here\./;
const REPRODUCED = 'Run here, and reproduced, token for token.';

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test.describe('the page for frames', () => {
  for (const path of ['embed', 'embed/', 'embed.html', 'embed/index.html']) {
    test(`is at ${path}`, async ({ page, hosts }) => {
      await page.goto(`${hosts.site}${path}${HASH}`);
      const playground = new Playground(page);
      await expect(playground.recording).toHaveText(RECORDED);
      await expect(page.getByRole('link', { name: 'Open this experiment' })).toHaveAttribute(
        'href',
        `${hosts.site}${HASH}`,
      );
      await playground.button('Run').click();
      await expect(playground.recording).toHaveText(REPRODUCED);
    });
  }

  test('shows both recordings and the point first, and axe finds nothing, before a run and after', async ({
    page,
    hosts,
  }) => {
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto(`${hosts.site}embed${HASH}`);
    const playground = new Playground(page);
    await expect(playground.recording).toHaveText(RECORDED);
    expect(await playground.first.names()).toContain('yes, recorded');
    expect(await playground.second.names()).toContain('no, forced, recorded');
    await expect(playground.second.region).toContainText('Forced: “no”');
    const point = CHAPTERS.find(({ hash }) => hash === HASH)?.point ?? '';
    await expect(playground.result).toHaveText(point);
    await playground.second.token(3).click();
    await expect(page.getByRole('status', { name: 'Notice' })).toContainText('Press Run first');
    expect(await findings(page)).toEqual([]);
    expect(asked.filter(url => /\.wasm$|worker|models/.test(url))).toEqual([]);
    const recorded = [await playground.first.words(), await playground.second.words()];
    await playground.button('Run').click();
    await expect(playground.recording).toHaveText(REPRODUCED);
    expect([await playground.first.words(), await playground.second.words()]).toEqual(recorded);
    await expect(playground.result).toHaveText(point);
    await expect(page.getByRole('region', { name: 'Attention' })).toContainText('scene');
    expect(await findings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(page)).toEqual([]);
  });

  test('takes a forced word, and the link follows', async ({ page, hosts }) => {
    await page.goto(`${hosts.site}embed${hashOf('cut-off')}`);
    const playground = new Playground(page);
    await playground.button('Run').click();
    await expect(playground.recording).toHaveText(REPRODUCED);
    const forced = opposite(await playground.first.answer());
    await playground.force(playground.first, await playground.first.answerIndex(), forced);
    await expect(playground.second.region).toHaveAccessibleName(`Second run: made to answer “${forced}”`);
    await expect(playground.recording).toHaveText('Run here.');
    const { hash } = new URL(page.url());
    expect(hash).not.toBe(hashOf('cut-off'));
    const link = page.getByRole('link', { name: 'Open this experiment' });
    await expect(link).toHaveAttribute('href', `${hosts.site}${hash}`);
  });

  test('may be asked for another difference before it runs', async ({ page, hosts }) => {
    await page.goto(`${hosts.site}embed${HASH}`);
    const playground = new Playground(page);
    await expect(playground.recording).toHaveText(RECORDED);
    await playground.difference('Order').check();
    await expect(playground.second.region).toHaveAccessibleName('Second run: reasons first', {
      timeout: 90_000,
    });
    await expect(playground.second.token(0)).toHaveText('reasons');
    await playground.radio('Reasons first').check();
    await expect(playground.first.token(0)).toHaveText('reasons');
    await expect(playground.second.token(0)).toHaveText('answer');
  });

  test('says where a run differs from what its author saw', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const hash = await page.evaluate(async link => {
      const text = link.slice('#v1.'.length).replaceAll('-', '+').replaceAll('_', '/');
      const packed = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
      const through = (bytes: Uint8Array<ArrayBuffer>, step: GenericTransformStream) =>
        new Response(new Blob([bytes]).stream().pipeThrough(step)).arrayBuffer();
      const json = await through(packed, new DecompressionStream('deflate-raw'));
      const spec = JSON.parse(new TextDecoder().decode(json));
      spec.recording.texts[16] = ' lie';
      const bytes = await through(
        new TextEncoder().encode(JSON.stringify(spec)),
        new CompressionStream('deflate-raw'),
      );
      const encoded = btoa(String.fromCharCode(...new Uint8Array(bytes)));
      return `#v1.${encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
    }, HASH_V1);
    await page.goto(`${hosts.site}embed${hash}`);
    const playground = new Playground(page);
    await expect(playground.recording).toHaveText(THEIRS);
    await playground.button('Run').click();
    await expect(playground.recording).toHaveText(
      'Run here: it differs from what the link’s author saw, from token 17 on.',
      { timeout: 90_000 },
    );
  });

  test('shows the view that is asked for, by today’s name or an earlier one', async ({ page, hosts }) => {
    const playground = new Playground(page);
    await page.goto(`${hosts.site}embed?view=matrix${HASH}`);
    await playground.button('Run').click();
    await expect(page.getByRole('img', { name: /^Attention of each of \d\d words/ })).toBeVisible({
      timeout: 90_000,
    });
    for (const view of ['compare', 'side-by-side']) {
      await page.goto('about:blank');
      await page.goto(`${hosts.site}embed?view=${view}${HASH}`);
      await playground.button('Run').click();
      await expect(page.locator('fg-side-by-side')).toContainText('strangely human', { timeout: 90_000 });
      expect(await findings(page)).toEqual([]);
    }
  });

  test('opens without a link, and mends a broken one', async ({ page, hosts }) => {
    const playground = new Playground(page);
    await page.goto(`${hosts.site}embed`);
    await expect(playground.recording).toHaveText(RECORDED);
    await playground.button('Run').click();
    await expect(playground.recording).toHaveText(REPRODUCED);
    await page.goto('about:blank');
    await page.goto(`${hosts.site}embed#v1.q1YqS8wpTVWyUnJKLEtV`);
    await expect(playground.recording).toHaveText(/^Running it loads \d\.\d\sMB, once\.$/);
    await playground.button('Run').click();
    const alert = page.getByRole('alert');
    await expect(alert.locator('p')).toHaveText(/damaged/);
    await alert.getByRole('button').click();
    await expect(playground.recording).toHaveText(REPRODUCED);
  });

  test('does nothing that its own policy refuses', async ({ page, hosts }) => {
    // What is refused is an error in the console, and those fail every test here.
    // Only a frame that a press has made runs by itself.
    await page.goto(`${hosts.site}embed?run&theme=dark${HASH}`);
    const playground = new Playground(page);
    await expect(playground.recording).toHaveText(RECORDED);
    await playground.button('Run').click();
    await expect(playground.recording).toHaveText(REPRODUCED, { timeout: 90_000 });
    const meta = page.locator('meta[http-equiv=Content-Security-Policy]');
    await expect(meta).toHaveAttribute('content', /require-trusted-types-for 'script'/);
  });

  for (const width of [320, 720]) {
    test(`holds it all on ${width} px`, async ({ page, hosts }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${hosts.site}embed${HASH}`);
      const playground = new Playground(page);
      await playground.button('Run').click();
      await expect(playground.recording).toHaveText(REPRODUCED);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const [one, two] = [
        await playground.first.output.boundingBox(),
        await playground.second.output.boundingBox(),
      ];
      // Side by side where there is room, otherwise one under the other.
      if (width === 720) expect(two?.x).toBeGreaterThan((one?.x ?? 0) + (one?.width ?? 0));
      else expect(two?.y).toBeGreaterThan((one?.y ?? 0) + (one?.height ?? 0));
    });
  }
});

test.describe('what an author pastes', () => {
  test('is the element, and works as it stands', async ({ page, hosts }) => {
    const { element } = embedCode(HASH, {
      root: hosts.site,
      height: 360,
      theme: 'dark',
      view: 'matrix',
      point: 'It says “no”.',
    });
    // The encoding of the page is no matter.
    const head = '<!doctype html><html lang="en"><meta charset="windows-1252"><title>t</title>';
    hosts.put('pasted.htm', `${head}${element}`);
    await page.goto(`${hosts.author}pasted.htm`);
    const widget = new Widget(page);
    await widget.recorded();
    expect(await widget.height()).toBe(360);
    await expect(widget.text).toContainText('It says “no”.');
    await widget.go.click();
    const src = await widget.element.locator('iframe').getAttribute('src');
    expect(src).toBe(`${hosts.site}embed?run=&theme=dark&view=matrix${HASH}`);
  });

  test('is a frame, and works as it stands', async ({ page, hosts }) => {
    const { iframe } = embedCode(HASH, { root: hosts.site, view: 'matrix', title: 'A “title” & <more>' });
    await page.setContent(iframe);
    await expect(page.frameLocator('iframe').getByRole('status', { name: 'Recording' })).toHaveText(RECORDED);
    const frame = page.locator('iframe');
    await expect(frame).toHaveAttribute('src', `${hosts.site}embed?view=matrix${HASH}`);
    await expect(frame).toHaveAttribute('loading', 'lazy');
    await expect(frame).toHaveAttribute('title', 'A “title” & <more>');
  });

  test('is escaped', () => {
    const { element, iframe } = embedCode('#v1."><script>alert(1)</script>', {
      root: 'https://example.org/"onload=x/',
    });
    for (const code of [element, iframe]) {
      expect(code).not.toContain('alert(1)</script>');
      expect(code).not.toContain('"onload');
    }
  });
});

test.describe('chapters', () => {
  test('have absolute addresses where the site’s is known', () => {
    const page =
      '<html lang="en"><title>t</title><meta name="description" content="d" /><link href="./a" /></head>';
    const [chapter] = CHAPTERS;
    if (!chapter) throw new Error('there are no chapters');
    const html = chapterPage(page, chapter, 'https://example.org/lab/');
    expect(html).toContain(`property="og:url" content="https://example.org/lab/x/${chapter.id}/"`);
    expect(html).toContain(`href="https://example.org/lab/oembed/${chapter.id}.json"`);
    expect(html).toContain('href="../../a"');
    expect(html).toContain(`data-root="../../" data-chapter="${chapter.id}"`);
  });

  test('each has its page, which is the page itself, its words and its oEmbed', async ({ page, hosts }) => {
    const playground = new Playground(page);
    for (const { id, title, point, hash } of CHAPTERS) {
      await page.goto(`${hosts.site}x/${id}/`);
      await expect(page).toHaveTitle(`${title} · Foregone`);
      await expect(playground.result).toHaveText(point);
      await expect(page).toHaveURL(`${hosts.site}x/${id}/${hash}`);
      const content = (name: string) =>
        page.locator(`meta[property="${name}"], meta[name="${name}"]`).getAttribute('content');
      expect(await content('og:title')).toBe(title);
      expect(await content('og:description')).toBe(point);
      expect(await content('twitter:card')).toBe('summary_large_image');
      const image = await page.request.get(new URL((await content('og:image')) ?? '', page.url()).href);
      expect(image.headers()['content-type']).toBe('image/png');

      const oembed = page.locator('link[type="application/json+oembed"]');
      const address = await oembed.evaluate(link => (link as HTMLLinkElement).href);
      const told = await (await page.request.get(address)).json();
      expect(told).toMatchObject({ version: '1.0', type: 'rich', title, provider_name: 'Foregone' });
      expect(told.html).toContain(hash);
      expect(told.html).toMatch(/^<iframe [^<>]*><\/iframe>$/);
    }
  });

  test.describe('without scripts', () => {
    test.use({ javaScriptEnabled: false });

    test('each is there as text: both runs and the point', async ({ page, hosts }) => {
      for (const { id, title, point } of CHAPTERS) {
        await page.goto(`${hosts.site}x/${id}/`);
        const figure = page.getByRole('figure');
        await expect(figure).toContainText(title);
        await expect(figure).toContainText(point);
        await expect(figure.locator('blockquote')).toHaveText([/answer: (yes|no)\./, /answer: (yes|no)\./]);
      }
      await page.goto(`${hosts.site}embed`);
      await expect(page.getByRole('figure')).toContainText(CHAPTERS[0]?.point ?? '');
    });
  });
});
