// What a visitor waits for, and how fast tokens come, in the system's Chromium: medians of several cold visits.
// Prints JSON with every sample. `cargo xtask bench` runs it against the built page.

import { chromium } from '@playwright/test';
import { preview } from '../../www/node_modules/vite/dist/node/index.js';
import { throttled } from './throttled.mjs';

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

/** What DevTools calls fast 4G, about. */
const MOBILE = { megabits: 9, latency: 165 };

/**
 * Seconds from the start of a cold visit until the recorded run is there, until the page's own controls take a press, and until its
 * own run is over; and how many bytes had come by then, where the server counts them.
 */
async function visit(address, sent = () => 0) {
  const context = await browser.newContext();
  const page = await context.newPage();
  sent();
  const began = performance.now();
  let bytes = 0;
  const now = () => {
    bytes += sent();
    return { s: (performance.now() - began) / 1000, bytes };
  };
  await page.goto(address, { waitUntil: 'commit' });
  await page.getByRole('list', { name: 'Output' }).getByRole('button').first().waitFor();
  const recorded = now();
  await page.getByRole('radio', { name: 'Reasoning first' }).and(page.locator(':enabled')).waitFor();
  const interactive = now();
  await page.getByRole('status', { name: 'Result' }).filter({ hasText: 'answer' }).waitFor();
  const finished = now();
  await context.close();
  return { recorded, interactive, finished };
}

/** Tokens a second in the page's own worker, with capture off and on in turn. */
async function pace() {
  // The page's policy lets only its own code start a worker.
  const page = await browser.newPage({ bypassCSP: true });
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

/** Samples and medians of what a few visits took. */
async function visits(address, sent) {
  const all = [];
  for (let index = 0; index < VISITS; index += 1) all.push(await visit(address, sent));
  const of = pick => all.map(pick);
  return {
    recorded_s: of(({ recorded }) => recorded.s),
    interactive_s: of(({ interactive }) => interactive.s),
    finished_s: of(({ finished }) => finished.s),
    ...(sent && {
      recorded_bytes: of(({ recorded }) => recorded.bytes),
      interactive_bytes: of(({ interactive }) => interactive.bytes),
      finished_bytes: of(({ finished }) => finished.bytes),
    }),
  };
}

const medians = samples =>
  Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all)]));
const mobile = await throttled(new URL('../../www/dist', import.meta.url).pathname, MOBILE);

try {
  const { off, on } = await pace();
  // The first one compresses the files.
  await visit(mobile.url);
  const samples = {
    loopback: await visits(url),
    mobile: await visits(mobile.url, mobile.sent),
    tokens: { per_s_capture_off: off, per_s_capture_on: on },
  };
  const all = Object.fromEntries(Object.entries(samples).map(([name, some]) => [name, medians(some)]));
  const report = { chromium: browser.version(), mobile: MOBILE, medians: all, samples };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
  await browser.close();
  await server.close();
  await mobile.close();
}
