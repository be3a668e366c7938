import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CHAPTERS, expect, HASH, HASH_V1, hashOf, test, Widget } from './hosts/hosts.js';
import { Run } from './playground.js';

/** Both runs, as a reader of the poster has them. */
const SAID =
  /Left to itself\s*answer: yes\. 58\s%\s*reasons: the bear looks strangely human\..*Made to answer “no” · Forced: “no”\s*answer: no forced\. its own chance was 42\s%\s*reasons: the bear looks peaceful and cosy\./;

async function isAccessible(page: Page, within?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  if (within) axe.include(within);
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** How far things have moved by themselves since the page began. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver(list => {
      for (const entry of list.getEntries())
        Object.assign(window, { shift: Reflect.get(window, 'shift') + Reflect.get(entry, 'value') });
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => Reflect.get(window, 'shift'));
}

test.describe('the poster', () => {
  test('shows the recorded run, and loads nothing before a press', async ({ page, hosts }) => {
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.recorded();
    await expect(widget.text).toContainText('Foregone · What differs: the answer, forced');
    await expect(widget.text).toContainText('does this picture show anything funny?');
    await expect(widget.text).toHaveText(SAID);
    await expect(widget.text.locator('mark')).toHaveText(/^no\s+forced$/);
    await expect(widget.card).toHaveAccessibleName(
      'Foregone experiment: does this picture show anything funny?',
    );
    await expect(page.getByRole('link', { name: 'Open this experiment' })).toHaveAttribute(
      'href',
      `${hosts.site}${HASH}`,
    );
    await page.waitForTimeout(300);
    expect(asked.filter(url => url.startsWith(hosts.site))).toEqual([`${hosts.site}embed.js`]);
  });

  test('is the run itself after a press, with the words that were recorded', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.recorded();
    await widget.run();
    await expect(widget.frame.getByRole('status', { name: 'Recording' })).toHaveText(
      'Run here, and reproduced, token for token.',
    );
    const [first, second] = [new Run(widget.frame, 'First'), new Run(widget.frame, 'Second')];
    await expect(second.output.getByRole('button', { name: 'no, forced', exact: true })).toBeVisible();
    await expect(first.output.getByRole('button', { name: 'yes', exact: true }).first()).toBeVisible();
    await expect(widget.go).toBeHidden();
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('foregone-embed');
  });

  test('keeps its room from the start: nothing below moves while the script comes late', async ({
    page,
    hosts,
  }) => {
    const shift = await watchShifts(page);
    await page.route('**/embed.js', async route => {
      await new Promise(later => setTimeout(later, 600));
      await route.continue();
    });
    for (const name of ['plain', 'strict', 'markdown', 'dark']) {
      await page.goto(`${hosts.author}${name}.html`);
      await new Widget(page).recorded();
      await page.waitForTimeout(200);
      expect(await shift(), name).toBe(0);
    }
  });

  test('waits until it is near the view, or not, as its author likes', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}ten.html`);
    await new Widget(page).recorded();
    const last = new Widget(page, page.locator('foregone-embed').last());
    await expect(last.go).toBeAttached();
    await expect(last.text).toBeEmpty();
    await last.element.scrollIntoViewIfNeeded();
    await last.recorded();
    await page.evaluate(() => {
      const other = document.createElement('foregone-embed');
      other.setAttribute('loading', 'eager');
      other.setAttribute('src', document.querySelector('foregone-embed')?.getAttribute('src') ?? '');
      document.body.append(other);
      window.scrollTo(0, 0);
    });
    await expect(page.locator('foregone-embed').last().locator('.text')).toHaveText(SAID);
  });

  test('says so where a link holds no recording, and takes no address that is none', async ({
    page,
    hosts,
  }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    const set = (src: string) =>
      widget.element.evaluate((element, to) => element.setAttribute('src', to), src);
    await set(`${hosts.site}embed#v1.broken`);
    await expect(widget.element.getByText('Nothing is recorded in this link.')).toBeVisible();
    await expect(widget.go).toBeVisible();
    for (const bad of ['javascript:alert(1)', 'data:text/html,hello', '', 'http://']) {
      await set(bad);
      await expect(widget.text).toHaveText('This experiment has no address to be opened at.');
      await expect(widget.element.getByRole('button')).toHaveCount(0);
    }
    await set(`${hosts.site}embed/${hashOf('too-long')}`);
    await expect(widget.text).toContainText('Foregone · What differs: the order');
    await expect(widget.text).toHaveText(
      /Answer first\s*answer: no\..*Reasons first\s*reasons: it starts under/,
    );
    await expect(widget.element.getByRole('link')).toHaveAttribute(
      'href',
      `${hosts.site}${hashOf('too-long')}`,
    );
  });

  test('says what was done to a run, and the author’s point', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    for (const [id, label] of [
      ['cut-off', "Cut: its answer can't look at its reasons, in all layers and heads"],
      ['note', 'Note: the answer is no.'],
      ['opposite', 'Forced: “no”'],
    ] as const) {
      const point = CHAPTERS.find(chapter => chapter.id === id)?.point ?? '';
      await widget.element.evaluate(
        (element, [src, text]) => {
          element.setAttribute('point', text);
          element.setAttribute('src', src);
        },
        [`${hosts.site}embed${hashOf(id)}`, point] as const,
      );
      await expect(widget.text.locator('.run').nth(1)).toContainText(label);
      await expect(widget.text).toContainText(point);
    }
  });

  test('shows the one run of an earlier link beside the one that nobody recorded', async ({
    page,
    hosts,
  }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.element.evaluate(
      (element, src) => element.setAttribute('src', src),
      `${hosts.site}embed${HASH_V1}`,
    );
    await expect(widget.text).toHaveText(
      /Left to itself\s*Not recorded in this link\.\s*Made to answer “yes” · Forced: “yes”\s*answer: yes forced\./,
    );
    await widget.run();
    expect(await new Run(widget.frame, 'First').answer()).toBe('no');
    expect(await new Run(widget.frame, 'Second').names()).toContain('yes, forced');
  });

  test('shows words of a link as words', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    const hash = await page.evaluate(async () => {
      const texts = ['<img src=x onerror=alert(1)>', ' yes'];
      const task = { kind: 'cups', seed: 1 };
      const model = { id: 'm' };
      const spec = { order: 'decision_first', model, task, recording: { ids: [1, 2], texts } };
      const stream = new Blob([JSON.stringify(spec)])
        .stream()
        .pipeThrough(new CompressionStream('deflate-raw'));
      const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
      const text = btoa(String.fromCharCode(...bytes));
      return `#v1.${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
    });
    await widget.element.evaluate(
      (element, to) => element.setAttribute('src', to),
      `${hosts.site}embed${hash}`,
    );
    await expect(widget.text).toContainText('yes');
    await expect(widget.text.locator('img')).toHaveCount(0);
  });
});

test.describe('heights', () => {
  test('are taken from the frame alone, as whole numbers, within bounds', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.recorded();
    expect(await widget.height()).toBe(480);
    // A frame that says what it is told to, in place of the experiment.
    await page.route(/\/embed\?run/, route =>
      route.fulfill({
        contentType: 'text/html',
        body: '<script>onmessage = ({ data }) => parent.postMessage(data, "*")</script>said',
      }),
    );
    await widget.go.click();
    await expect(widget.frame.getByText('said')).toBeVisible();
    const say = async (height: unknown) => {
      await widget.element.evaluate(
        (element, data) => {
          const frame = element.shadowRoot?.querySelector('iframe');
          frame?.contentWindow?.postMessage(data, '*');
          // What was said first has been heard when this comes back.
          return new Promise<void>(heard => {
            window.addEventListener('message', ({ data }) => data === 'heard' && heard());
            frame?.contentWindow?.postMessage('heard', '*');
          });
        },
        { foregone: 'height', height },
      );
      return widget.height();
    };
    expect(await say(700)).toBe(702);
    for (const bad of ['900', 900.5, Number.NaN, null, { valueOf: 900 }, undefined])
      expect(await say(bad), String(bad)).toBe(702);
    expect(await say(1e9)).toBe(2000);
    expect(await say(-5)).toBe(480);
    // The author's own page, and a frame that is not the widget's, have no say.
    await page.evaluate(() => {
      window.postMessage({ foregone: 'height', height: 900 }, '*');
      const other = document.createElement('iframe');
      other.srcdoc = '<script>parent.postMessage({ foregone: "height", height: 900 }, "*")</script>';
      document.body.append(other);
    });
    await page.waitForTimeout(200);
    expect(await widget.height()).toBe(480);
  });

  test('from another origin in the same frame are not taken', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    hosts.put(
      'elsewhere.html',
      '<script>parent.postMessage({ foregone: "height", height: 900 }, "*")</script>said',
    );
    const away = `${new URL(hosts.site).origin}/away?to=${encodeURIComponent(`${hosts.author}elsewhere.html`)}`;
    await widget.element.evaluate((element, to) => element.setAttribute('src', to), `${away}${HASH}`);
    await widget.recorded();
    await widget.go.click();
    await expect(widget.frame.getByText('said')).toBeVisible();
    await page.waitForTimeout(200);
    expect(await widget.height()).toBe(480);
  });

  test('follow what the experiment needs', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.run();
    await expect.poll(() => widget.height()).toBeGreaterThan(500);
    // What is looked at comes after the words.
    const hidden = () =>
      widget.frame.locator('html').evaluate(html => html.scrollHeight - window.innerHeight);
    await expect.poll(hidden).toBe(0);
  });

  test('that authors ask for are bounded too', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.recorded();
    for (const [asked, given] of [
      ['300', 300],
      ['5', 200],
      ['99999', 2000],
      ['tall', 480],
    ] as const) {
      await widget.element.evaluate((element, to) => element.setAttribute('height', to), asked);
      expect(await widget.height(), asked).toBe(given);
    }
  });
});

test.describe('hosts', () => {
  for (const name of [
    'plain',
    'strict',
    'ten',
    'narrow',
    'dark',
    'markdown',
    'rss',
    'two-versions',
    'frame',
  ]) {
    test(`${name}: axe finds nothing`, async ({ page, hosts }) => {
      if (name === 'narrow') await page.setViewportSize({ width: 320, height: 900 });
      await page.goto(`${hosts.author}${name}.html`);
      if (name === 'frame')
        await expect(page.frameLocator('iframe').getByRole('list', { name: 'Output' }).first()).toBeVisible();
      else if (name !== 'rss') await new Widget(page).recorded();
      await isAccessible(page);
    });
  }

  test('hostile CSS does not get in', async ({ page, hosts }) => {
    const style = () =>
      new Widget(page).text.evaluate(text => {
        const look = (element: Element) => {
          const { cssText: _, ...all } = { ...getComputedStyle(element) };
          const names = ['color', 'fontSize', 'fontFamily', 'fontStyle', 'lineHeight', 'letterSpacing'];
          const more = ['textTransform', 'textAlign', 'textIndent', 'wordSpacing', 'whiteSpace', 'direction'];
          const box = ['display', 'marginTop', 'paddingTop', 'cursor', 'backgroundColor', 'borderTopWidth'];
          return Object.fromEntries([...names, ...more, ...box].map(name => [name, Reflect.get(all, name)]));
        };
        const root = text.getRootNode() as ShadowRoot;
        return [...root.querySelectorAll('p, mark, small, button, a')].map(look);
      });
    await page.goto(`${hosts.author}plain.html`);
    await new Widget(page).recorded();
    const plain = await style();
    await page.goto(`${hosts.author}hostile.html`);
    const widget = new Widget(page);
    await widget.recorded();
    expect(await style()).toEqual(plain);
    expect(await widget.height()).toBe(480);
    await isAccessible(page, 'foregone-embed');
    await widget.run();
    const box = await widget.element.locator('iframe').boundingBox();
    expect(box?.width).toBeGreaterThan(300);
    expect(box?.height).toBeGreaterThan(400);
  });

  test('a strict policy is kept, and is no hindrance', async ({ page, hosts }) => {
    // Whatever the host's policy refuses is an error in the console, and those fail every test here.
    await page.goto(`${hosts.author}strict.html`);
    const widget = new Widget(page);
    await widget.recorded();
    await expect(widget.text).toHaveText(SAID);
    await widget.run();
  });

  test.describe('without scripts', () => {
    test.use({ javaScriptEnabled: false });

    for (const name of ['plain', 'markdown', 'rss']) {
      test(`${name}: the link is there and leads to the experiment`, async ({ page, hosts }) => {
        await page.goto(`${hosts.author}${name}.html`);
        const link = page.getByRole('link', { name: 'Open this experiment' });
        await expect(link).toBeVisible();
        await expect(link).toHaveAttribute('href', `${hosts.site}${HASH}`);
      });
    }
  });

  test('ten widgets are ten: a press starts one', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}ten.html`);
    const all = page.locator('foregone-embed');
    await expect(all).toHaveCount(10);
    const second = new Widget(page, all.nth(1));
    await second.run();
    await expect(page.locator('foregone-embed iframe')).toHaveCount(1);
    await expect.poll(() => second.height()).toBeGreaterThan(500);
    expect(await new Widget(page, all.first()).height()).toBe(480);
  });

  test('two versions live side by side', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}two-versions.html`);
    const all = page.locator('foregone-embed');
    const [one, two] = [new Widget(page, all.first()), new Widget(page, all.last())];
    expect([await one.height(), await two.height()]).toEqual([480, 520]);
    await one.run();
    await two.run();
    await expect(two.element.locator('iframe')).toHaveAttribute('src', new RegExp(`^${hosts.other}embed`));
  });

  test('a name that is taken is left to whom it belongs', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}taken.html`);
    await expect(page.locator('foregone-embed')).toHaveAttribute('data-version', 'older');
    await expect(page.getByRole('link', { name: 'Open this experiment' })).toBeVisible();
  });

  test('a column of 320 px holds it all', async ({ page, hosts }) => {
    await page.setViewportSize({ width: 320, height: 900 });
    await page.goto(`${hosts.author}narrow.html`);
    const widget = new Widget(page);
    await widget.recorded();
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await wide()).toBe(320);
    // What does not fit scrolls, from the keyboard too.
    await expect(widget.text).toHaveAttribute('tabindex', '0');
    await widget.run();
    expect(await wide()).toBe(320);
    const beyond = () => widget.frame.locator('html').evaluate(html => html.scrollWidth - html.clientWidth);
    await expect.poll(beyond).toBe(0);
  });

  test('colours follow the author’s wish, also while it runs', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}dark.html`);
    const widget = new Widget(page);
    await widget.recorded();
    const paper = () => widget.card.evaluate(card => getComputedStyle(card).backgroundColor);
    expect(await paper()).toBe('rgb(23, 24, 27)');
    await widget.go.click();
    const inner = () => widget.frame.locator('html').evaluate(html => getComputedStyle(html).backgroundColor);
    await expect.poll(inner).toBe('rgb(23, 24, 27)');
    await widget.element.evaluate(element => element.setAttribute('theme', 'light'));
    await expect.poll(inner).toBe('rgb(251, 250, 247)');
    expect(await paper()).toBe('rgb(251, 250, 247)');
  });

  test('print has the words and the author’s link, whatever ran on the screen', async ({ page, hosts }) => {
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.recorded();
    await widget.run();
    await page.emulateMedia({ media: 'print' });
    await expect(widget.text).toBeVisible();
    await expect(widget.element.locator('iframe')).toBeHidden();
    await expect(page.locator('foregone-embed > a')).toBeVisible();
    await expect(widget.go).toBeHidden();
  });

  test('forced colours keep the forced word apart', async ({ page, hosts }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await page.goto(`${hosts.author}plain.html`);
    const widget = new Widget(page);
    await widget.recorded();
    const outline = await widget.text.locator('mark').evaluate(mark => getComputedStyle(mark).outlineStyle);
    expect(outline).toBe('solid');
    await expect(widget.text.locator('mark small')).toHaveText('forced');
  });
});

test.describe('plain frames', () => {
  test('show the recording and wait for a press', async ({ page, hosts }) => {
    const asked: string[] = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto(`${hosts.author}frame.html`);
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('status', { name: 'Recording' })).toHaveText(
      /^Recorded, not yet run here\. Running it loads \d\.\d\sMB\.$/,
    );
    await expect(frame.getByRole('button', { name: 'no, forced' })).toBeVisible();
    await page.waitForTimeout(300);
    expect(asked.filter(url => /\.wasm$|safetensors$|worker/.test(url))).toEqual([]);
    const before = await page.evaluate(() => window.history.length);
    await frame.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(frame.getByRole('status', { name: 'Recording' })).toHaveText(/reproduced, token for token/);
    await frame.getByRole('radio', { name: 'Reasons first' }).check();
    await expect(frame.getByRole('list', { name: 'Output' }).first().getByRole('button').first()).toHaveText(
      'reasons',
    );
    // What is done in the frame is nothing that Back in the author's page would have to undo.
    expect(await page.evaluate(() => window.history.length)).toBe(before);
  });

  test('show the recording without an origin and without storage, and say why they can’t run', async ({
    page,
    hosts,
  }) => {
    await page.goto(`${hosts.author}sandboxed.html`);
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('status', { name: 'Recording' })).toHaveText(/not yet run here/);
    await expect(frame.getByRole('button', { name: 'no, forced' })).toBeVisible();
    await expect(frame.getByRole('status', { name: 'Notice' })).toHaveText(/keeps it from running anything/);
    await frame.getByRole('button', { name: 'Run', exact: true }).click();
    expect(await frame.locator('html').evaluate(() => window.origin)).toBe('null');
  });
});
