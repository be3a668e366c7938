import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { presets } from '../../www/build/presets.js';
import { embedCode } from '../../www/src/text/embed-code.js';
import { expect, HASH, hashOf, PRESETS, test, Widget } from './hosts/hosts.js';
import { opposite, Playground } from './playground.js';

const RECORDING = /^Recorded by the link’s author, not yet run here\./;
const REPRODUCED = 'Run here, and reproduced, token for token.';

function recording(page: Page) {
  return page.getByRole('status', { name: 'Recording' });
}

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test.describe('the page for frames', () => {
  for (const path of ['embed', 'embed/', 'embed.html', 'embed/index.html']) {
    test(`is at ${path}`, async ({ page, hosts }) => {
      await page.goto(`${hosts.site}${path}${HASH}`);
      await expect(recording(page)).toHaveText(RECORDING);
      await expect(page.getByRole('link', { name: 'Open this experiment' })).toHaveAttribute(
        'href',
        `${hosts.site}${HASH}`,
      );
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await expect(recording(page)).toHaveText(REPRODUCED);
    });
  }

  test('shows the recording first, and axe finds nothing, before a run and after', async ({
    page,
    hosts,
  }) => {
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto(`${hosts.site}embed${HASH}`);
    const playground = new Playground(page);
    await expect(recording(page)).toHaveText(RECORDING);
    expect(await playground.names(playground.output)).toContain('yes, forced, recorded');
    await playground.token(3).click();
    await expect(page.getByRole('status', { name: 'Notice' })).toContainText('Press Run first');
    expect(await findings(page)).toEqual([]);
    expect(asked.filter(url => /\.wasm$|worker|models/.test(url))).toEqual([]);
    await playground.button('Run').click();
    await expect(recording(page)).toHaveText(REPRODUCED);
    await expect(playground.result).toContainText('It was made to answer “yes”.');
    await expect(page.getByRole('region', { name: 'Attention' })).toContainText('scene');
    expect(await findings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(page)).toEqual([]);
  });

  test('takes a forced word, and the link follows', async ({ page, hosts }) => {
    await page.goto(`${hosts.site}embed${hashOf('worked-out')}`);
    const playground = new Playground(page);
    await playground.button('Run').click();
    await expect(recording(page)).toHaveText(REPRODUCED);
    const index = await playground.answerIndex();
    const forced = opposite(await playground.answer());
    await playground.force(index, forced);
    await expect(playground.result).toContainText(`It was made to answer “${forced}”.`);
    await expect(recording(page)).toHaveText('Run here.');
    const link = page.getByRole('link', { name: 'Open this experiment' });
    await expect(link).toHaveAttribute('href', `${hosts.site}${playground.hash()}`);
    await playground.radio('Decision first').check();
    await expect(playground.output.getByRole('button').first()).toHaveText('answer');
  });

  test('may be asked for the other order before it runs', async ({ page, hosts }) => {
    await page.goto(`${hosts.site}embed${HASH}`);
    const playground = new Playground(page);
    await expect(recording(page)).toHaveText(RECORDING);
    await playground.radio('Reasoning first').check();
    await expect(playground.output.getByRole('button').first()).toHaveText('reasons', { timeout: 90_000 });
    await expect(playground.radio('Reasoning first')).toBeChecked();
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
    }, HASH);
    await page.goto(`${hosts.site}embed${hash}`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(recording(page)).toHaveText(
      'Run here: it differs from what the link’s author saw, from token 17 on.',
      { timeout: 90_000 },
    );
  });

  test('shows the matrix where that is asked for, or a comparison once it has run', async ({
    page,
    hosts,
  }) => {
    await page.goto(`${hosts.site}embed?view=matrix${HASH}`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByRole('img', { name: /^Attention of each of \d\d words/ })).toBeVisible({
      timeout: 90_000,
    });
    await page.goto(`${hosts.site}embed?view=compare${HASH}`);
    await expect(recording(page)).toHaveText(RECORDING);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const comparison = page.getByRole('region', { name: 'Comparison' });
    await expect(comparison.getByRole('status', { name: 'What came of it' })).toContainText(
      'These two differ in more than one way',
      {
        timeout: 90_000,
      },
    );
    expect(await findings(page)).toEqual([]);
  });

  test('opens without a link, and mends a broken one', async ({ page, hosts }) => {
    await page.goto(`${hosts.site}embed`);
    const playground = new Playground(page);
    await expect(recording(page)).toHaveText(/^Running it loads \d\.\d\sMB, once\.$/);
    await playground.button('Run').click();
    await expect(playground.result).toContainText('answered');
    await page.goto('about:blank');
    await page.goto(`${hosts.site}embed#v1.q1YqS8wpTVWyUnJKLEtV`);
    await playground.button('Run').click();
    await expect(playground.alert.first().locator('p')).toHaveText(/damaged/);
    await playground.button('Start from the default experiment').click();
    await expect(playground.result).toContainText('answered');
  });

  test('does nothing that its own policy refuses', async ({ page, hosts }) => {
    // What is refused is an error in the console, and those fail every test here.
    // Only a frame that a press has made runs by itself.
    await page.goto(`${hosts.site}embed?run&theme=dark${HASH}`);
    await expect(recording(page)).toHaveText(RECORDING);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(recording(page)).toHaveText(REPRODUCED, { timeout: 90_000 });
    const meta = page.locator('meta[http-equiv=Content-Security-Policy]');
    await expect(meta).toHaveAttribute('content', /require-trusted-types-for 'script'/);
  });
});

test.describe('what an author pastes', () => {
  test('is the element, and works as it stands', async ({ page, hosts }) => {
    const { element } = embedCode(HASH, { root: hosts.site, height: 360, theme: 'dark', view: 'matrix' });
    // The encoding of the page is no matter.
    const head = '<!doctype html><html lang="en"><meta charset="windows-1252"><title>t</title>';
    hosts.put('pasted.htm', `${head}${element}`);
    await page.goto(`${hosts.author}pasted.htm`);
    const widget = new Widget(page);
    await widget.recorded();
    expect(await widget.height()).toBe(360);
    await widget.go.click();
    const src = await widget.element.locator('iframe').getAttribute('src');
    expect(src).toBe(`${hosts.site}embed?run=&theme=dark&view=matrix${HASH}`);
  });

  test('is a frame, and works as it stands', async ({ page, hosts }) => {
    const { iframe } = embedCode(HASH, { root: hosts.site, view: 'matrix', title: 'A “title” & <more>' });
    await page.setContent(iframe);
    await expect(page.frameLocator('iframe').getByRole('status', { name: 'Recording' })).toHaveText(
      RECORDING,
    );
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

test.describe('previews', () => {
  test('have absolute addresses where the site’s is known', () => {
    const files = new Map<string, string>();
    const emitFile = ({ fileName, source }: { fileName: string; source: string }) =>
      files.set(fileName, source);
    const { generateBundle } = presets('https://example.org/lab');
    if (typeof generateBundle !== 'function') throw new TypeError('no hook');
    Reflect.apply(generateBundle, { emitFile }, []);
    const html = files.get('x/opposite/index.html');
    expect(html).toContain('property="og:url" content="https://example.org/lab/x/opposite/"');
    expect(html).toContain('href="https://example.org/lab/oembed/opposite.json"');
    expect(JSON.parse(files.get('oembed/opposite.json') ?? '').html).toContain(
      'src="https://example.org/lab/embed#v1',
    );
  });

  test('every preset has its page, its words and its oEmbed', async ({ page, hosts }) => {
    for (const { id, title, takeaway, hash } of PRESETS) {
      await page.goto(`${hosts.site}x/${id}/`);
      await expect(page).toHaveTitle(`${title} · Foregone`);
      await expect(page.getByRole('heading', { name: title })).toBeVisible();
      await expect(page.getByText(takeaway)).toBeVisible();
      const content = (name: string) =>
        page.locator(`meta[property="${name}"], meta[name="${name}"]`).getAttribute('content');
      expect(await content('og:title')).toBe(title);
      expect(await content('og:description')).toBe(takeaway);
      expect(await content('twitter:card')).toBe('summary_large_image');
      expect(await findings(page)).toEqual([]);
      const image = await page.request.get(new URL((await content('og:image')) ?? '', page.url()).href);
      expect(image.headers()['content-type']).toBe('image/png');

      const oembed = page.locator('link[type="application/json+oembed"]');
      const address = await oembed.evaluate(link => (link as HTMLLinkElement).href);
      const told = await (await page.request.get(address)).json();
      expect(told).toMatchObject({ version: '1.0', type: 'rich', title, provider_name: 'Foregone' });
      expect(told.html).toContain(hash);
      expect(told.html).toMatch(/^<iframe [^<>]*><\/iframe>$/);
      await page.getByRole('link', { name: 'Open this experiment' }).click();
      await expect(page).toHaveURL(new RegExp(`^${hosts.site}#v1`));
    }
  });
});
