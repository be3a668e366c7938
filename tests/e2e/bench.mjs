// What a visitor waits for, and how fast tokens come, in the system's Chromium: medians of several cold visits.
// Prints JSON with every sample. `cargo xtask bench` runs it against the built page.

import { chromium } from '@playwright/test';
import { preview } from '../../www/node_modules/vite/dist/node/index.js';

const VISITS = 7;
const COURSE = { kind: 'time', tokens: Array.from({ length: 64 }, (_, at) => at), decode: 128 };
const ROUNDS = 9;

const server = await preview({
  root: new URL('../../www', import.meta.url).pathname,
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port: 0 },
});
const { port } = server.httpServer.address();
const url = `http://127.0.0.1:${port}/`;
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

/** Seconds from the start of a cold visit until the page takes a press, and until its own run is over. */
async function visit() {
  const context = await browser.newContext();
  const page = await context.newPage();
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  await page.goto(url);
  await page.getByRole('button', { name: 'Stop', exact: true }).and(page.locator(':enabled')).waitFor();
  const interactive = since();
  await page.getByRole('status', { name: 'Result' }).filter({ hasText: 'answer' }).waitFor();
  const finished = since();
  await context.close();
  return { interactive, finished };
}

/** Tokens a second in the page's own worker, with capture off and on in turn. */
async function pace() {
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByRole('status', { name: 'Result' }).filter({ hasText: 'answer' }).waitFor();
  return page.evaluate(
    async ([course, rounds]) => {
      const loaded = performance.getEntriesByType('resource').map(entry => entry.name);
      const script = loaded.find(name => /\/worker-[^/]*\.js$/.test(name));
      if (!script) throw new Error('the page loaded no worker');
      const worker = new Worker(script, { type: 'module' });
      const answer = kind =>
        new Promise((resolve, reject) => {
          const hear = ({ data: { response } }) => {
            if (response.kind === 'failed') reject(new Error(response.problem.sentence));
            if (response.kind !== kind) return;
            worker.removeEventListener('message', hear);
            resolve(response);
          };
          worker.addEventListener('message', hear);
        });
      await answer('ready');
      const base = new URL('models/', document.baseURI).href;
      worker.postMessage({ id: 1, request: { kind: 'load', base, model: null } });
      await answer('loaded');
      const pace = { off: [], on: [] };
      // The first round warms up.
      for (let round = 0; round <= rounds; round += 1) {
        for (const [name, attention] of [
          ['off', 'none'],
          ['on', 'all'],
        ]) {
          worker.postMessage({ id: 2, request: { ...course, attention } });
          const { decode } = await answer('timed');
          const seconds = decode.reduce((sum, one) => sum + one, 0) / 1000;
          if (round > 0) pace[name].push(decode.length / seconds);
        }
      }
      return pace;
    },
    [COURSE, ROUNDS],
  );
}

const median = samples => samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];

try {
  const visits = [];
  for (let index = 0; index < VISITS; index += 1) visits.push(await visit());
  const { off, on } = await pace();
  const samples = {
    interactive_s: visits.map(each => each.interactive),
    finished_s: visits.map(each => each.finished),
    tokens_per_s_capture_off: off,
    tokens_per_s_capture_on: on,
  };
  const medians = Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all)]));
  process.stdout.write(`${JSON.stringify({ chromium: browser.version(), medians, samples }, null, 2)}\n`);
} finally {
  await browser.close();
  await server.close();
}
