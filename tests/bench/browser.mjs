// One headless Chromium, and a fresh page in it for each visit.

import { chromium } from 'playwright-core';
import { peaks, resetPeaks } from './memory.mjs';

export const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
];
const LIMIT = 20 * 60_000;

/** A Chromium whose pages come from `origin`. */
export class Browser {
  #browser;
  #origin;
  #session;

  /** @param {string} origin */
  static async launch(origin) {
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    return new Browser(browser, origin, await browser.newBrowserCDPSession());
  }

  /**
   * @param {import('playwright-core').Browser} browser
   * @param {string} origin
   * @param {import('playwright-core').CDPSession} session
   */
  constructor(browser, origin, session) {
    this.#browser = browser;
    this.#origin = origin;
    this.#session = session;
  }

  get version() {
    return this.#browser.version();
  }

  /**
   * Does something in a fresh page, and says how much memory its processes took at most.
   * @template T
   * @param {(page: import('playwright-core').Page) => Promise<T>} what
   * @returns {Promise<{ made: T, memory: { page: number, gpu: number } }>}
   */
  async visit(what) {
    const context = await this.#browser.newContext();
    try {
      await resetPeaks(this.#session);
      const page = await context.newPage();
      await page.goto(`${this.#origin}/pages/blank.html`);
      const made = await limited(what(page));
      return { made, memory: await peaks(this.#session) };
    } finally {
      await context.close();
    }
  }

  /** @returns {Promise<import('./types.d.ts').Adapter | null>} */
  async adapter() {
    const { made } = await this.visit(page =>
      page.evaluate(async () => {
        const gpu = /** @type {any} */ (navigator).gpu;
        const adapter = await gpu?.requestAdapter();
        if (!adapter) return null;
        const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
        const software = Boolean(isFallbackAdapter) || architecture === 'swiftshader';
        return { vendor, architecture, description, software, f16: adapter.features.has('shader-f16') };
      }),
    );
    return made;
  }

  close() {
    return this.#browser.close();
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
async function limited(promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT / 60_000} minutes`)), LIMIT);
  });
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}
