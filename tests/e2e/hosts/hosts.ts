import { readFileSync } from 'node:fs';
import { test as base, expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { type Hosts, serveHosts } from './server.js';

interface Preset {
  id: string;
  title: string;
  takeaway: string;
  hash: string;
}

const FILE = new URL('../../../www/src/presets/presets.json', import.meta.url);

export const PRESETS: readonly Preset[] = JSON.parse(readFileSync(FILE, 'utf8'));

/** The experiment of the authors' pages: an answer that was forced. */
export const HASH = hashOf('opposite');

export function hashOf(id: string): string {
  const preset = PRESETS.find(one => one.id === id);
  if (!preset) throw new Error(`there is no preset “${id}”`);
  return preset.hash;
}

/** One widget in an author's page. */
export class Widget {
  readonly card: Locator;
  readonly go: Locator;
  readonly text: Locator;
  readonly frame: FrameLocator;

  constructor(
    readonly page: Page,
    readonly element: Locator = page.locator('foregone-embed').first(),
  ) {
    this.card = element.getByRole('group');
    this.go = element.getByRole('button', { name: /^Run it here · \d\.\d MB$/ });
    this.text = element.locator('.text');
    this.frame = element.frameLocator('iframe');
  }

  /** Waits until the poster shows what the author saw. */
  async recorded(): Promise<void> {
    await expect(this.element.getByText('Recorded by the link’s author, not yet run here.')).toBeVisible();
  }

  /** Presses, and waits until the run in the frame is over. */
  async run(): Promise<void> {
    await this.go.click();
    await expect(this.frame.getByRole('status', { name: 'Result' })).toContainText('answer', {
      timeout: 90_000,
    });
  }

  height(): Promise<number> {
    return this.card.evaluate(card => card.getBoundingClientRect().height);
  }
}

/** A test with both servers; it fails on any error that a page lets through. */
export const test = base.extend<{ errors: string[] }, { hosts: Hosts }>({
  hosts: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here.
    async ({}, use) => {
      const hosts = await serveHosts(HASH);
      await use(hosts);
      await hosts.close();
    },
    { scope: 'worker' },
  ],
  errors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', error => errors.push(error.message));
      page.on('console', message => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
