import { readFileSync } from 'node:fs';
import { test as base, expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { type Hosts, serveHosts } from './server.js';

interface Chapter {
  id: string;
  title: string;
  point: string;
  hash: string;
}

const FILE = new URL('../../../www/src/chapters/chapters.json', import.meta.url);

export const CHAPTERS: readonly Chapter[] = JSON.parse(readFileSync(FILE, 'utf8'));

/** The experiment of the authors' pages: an answer that is forced in the second run. */
export const HASH = hashOf('opposite');

/** A link of version 1, as an author may have pasted it: one run, whose answer is forced, with its recording. */
export const HASH_V1 = readFileSync(new URL('v1.txt', import.meta.url), 'utf8').trim();

export function hashOf(id: string): string {
  const chapter = CHAPTERS.find(one => one.id === id);
  if (!chapter) throw new Error(`there is no chapter “${id}”`);
  return chapter.hash;
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

  /** Presses, and waits until both runs in the frame are over. */
  async run(): Promise<void> {
    await this.go.click();
    await expect(this.frame.getByRole('status', { name: 'Recording' })).toContainText('Run here', {
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
