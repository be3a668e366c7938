import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import puppeteer, { type ElementHandle, type Page } from 'puppeteer-core';

/**
 * One visit in Debian's Firefox, over WebDriver BiDi. Puppeteer drives it, because Playwright asks every Firefox but its own for what this
 * one does not have; Testing Library finds parts by role and name, in each shadow root.
 */

const FIREFOX = '/usr/bin/firefox-esr';
/** For what the engine is waited for, in milliseconds. */
const PATIENCE = { timeout: 30_000 };
const TESTING_LIBRARY = readFileSync(
  fileURLToPath(import.meta.resolve('@testing-library/dom/dist/@testing-library/dom.umd.min.js')),
  'utf8',
);

/** Elements of the page by role and name, in some other where one is given. */
interface Part {
  role: string;
  name: string;
  /** Whether the name only starts so. */
  goesOn?: boolean;
  within?: Part;
}

const ENGINE: Part = { role: 'status', name: 'Engine' };
const STOP: Part = { role: 'button', name: 'Stop' };
const ORDER: Part = { role: 'radio', name: 'Order', within: { role: 'radiogroup', name: 'What differs' } };
const FIRST: Part = { role: 'region', name: 'First run', goesOn: true };
const SECOND: Part = { role: 'region', name: 'Second run', goesOn: true };

async function all(page: Page, part: Part): Promise<ElementHandle<HTMLElement>[]> {
  const list = await page.evaluateHandle(wanted => {
    type Query = (root: ParentNode, role: string, options: object) => HTMLElement[];
    const library: { queryAllByRole: Query } = Reflect.get(window, 'TestingLibraryDom');
    const rootsIn = (root: ParentNode): ParentNode[] => {
      const inner = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);
      return [root, ...inner.flatMap(rootsIn)];
    };
    const find = ({ role, name, goesOn, within }: Part): HTMLElement[] => {
      const named = (text: string) => (goesOn ? text.startsWith(name) : text === name);
      const places = within
        ? find(within).flatMap(place => [place, place.shadowRoot ?? []].flat())
        : [document.body];
      const roots = places.flatMap(rootsIn);
      // Whether each is hidden would be asked of every element around it: slow, and no question here.
      return roots.flatMap(root => library.queryAllByRole(root, role, { name: named, hidden: true }));
    };
    return find(wanted);
  }, part);
  const items = [...(await list.getProperties()).values()];
  return items.flatMap(item => (item.asElement() as ElementHandle<HTMLElement> | null) ?? []);
}

async function only(page: Page, part: Part): Promise<ElementHandle<HTMLElement>> {
  const [one, ...others] = await all(page, part);
  if (!one || others.length > 0)
    throw new Error(`expected one ${part.role} “${part.name}”, found ${others.length + (one ? 1 : 0)}`);
  return one;
}

async function text(page: Page, part: Part): Promise<string> {
  return (await only(page, part)).evaluate(element => element.textContent ?? '');
}

/** The tokens that a run has written, without what a name adds to some. */
async function words(page: Page, run: Part): Promise<string[]> {
  const list = await only(page, { role: 'list', name: 'Output', within: run });
  const names = await list.evaluate(element =>
    [...element.querySelectorAll('[role="listitem"] button, li button')].map(
      button => button.getAttribute('aria-label') ?? button.textContent ?? '',
    ),
  );
  return names.map(name => name.replace(/(, (forced|recorded))+$/, ''));
}

/** Waits until nothing writes any more, and each run has words. */
async function written(page: Page): Promise<{ first: string[]; second: string[] }> {
  const stops = async () => {
    const buttons = await all(page, STOP);
    const enabled = await Promise.all(
      buttons.map(button => button.evaluate(one => !one.matches(':disabled'))),
    );
    return enabled.filter(Boolean).length;
  };
  await expect.poll(stops, PATIENCE).toBe(0);
  return { first: await words(page, FIRST), second: await words(page, SECOND) };
}

test('in Firefox both runs are written, and change with what differs', async ({ baseURL }, info) => {
  const home = info.outputPath('home');
  mkdirSync(home, { recursive: true });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath: FIREFOX,
    headless: true,
    // It refuses to start for root in the home of another.
    env: { ...process.env, HOME: home },
    // Runs come to their end at once.
    extraPrefsFirefox: { 'ui.prefersReducedMotion': 1 },
  });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(String(error)));
    page.on('console', message => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${baseURL}`);
    await page.evaluate(TESTING_LIBRARY);

    await expect.poll(() => text(page, ENGINE), PATIENCE).toMatch(/CPU|GPU/);
    const before = await written(page);
    expect(before.first).not.toEqual([]);
    expect(before.second).not.toEqual([]);

    const order = await only(page, ORDER);
    expect(await order.evaluate(radio => radio.matches(':checked'))).toBe(false);
    await order.press(' ');
    await expect
      .poll(async () => (await words(page, SECOND)).join(' '), PATIENCE)
      .not.toBe(before.second.join(' '));
    const after = await written(page);
    expect(after.first).toEqual(before.first);
    expect(after.second).not.toEqual([]);
    expect(after.second).not.toEqual(before.second);
    expect(errors).toEqual([]);
  } finally {
    await browser.close();
  }
});
