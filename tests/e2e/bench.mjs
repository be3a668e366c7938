// What a visitor waits for, and how fast tokens come, in the system's Chromium: medians of several cold visits.
// Prints JSON with every sample. `cargo xtask bench` runs it against the built page.

import { readFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { preview } from '../../www/node_modules/vite/dist/node/index.js';
import { throttled } from './throttled.mjs';

const CHAPTERS = JSON.parse(
  await readFile(new URL('../../www/src/chapters/chapters.json', import.meta.url), 'utf8'),
);
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
  await page.getByRole('radio', { name: 'Reasons first' }).and(page.locator(':enabled')).waitFor();
  const interactive = now();
  await page.getByRole('status', { name: 'Engine' }).filter({ hasText: 'Engine:' }).waitFor();
  const engine = now();
  // What is recorded stands there at once; the page's own words take its place.
  await page
    .getByRole('button', { name: /, recorded$/ })
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run', exact: true }).and(page.locator(':enabled')).waitFor();
  const finished = now();
  await context.close();
  return { recorded, interactive, engine, finished };
}

/** Tokens a second in the page's own worker, with capture off and on in turn. */
async function pace() {
  // The page's policy lets only its own code start a worker.
  const page = await browser.newPage({ bypassCSP: true });
  await page.goto(url);
  await page.getByRole('button', { name: 'Run', exact: true }).and(page.locator(':enabled')).waitFor();
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
async function visits(how, address, sent) {
  const all = [];
  for (let index = 0; index < VISITS; index += 1) all.push(await how(address, sent));
  const of = (moment, unit) => all.map(one => one[moment][unit]);
  const moments = Object.keys(all[0]);
  const units = sent ? ['s', 'bytes'] : ['s'];
  return Object.fromEntries(
    moments.flatMap(moment => units.map(unit => [`${moment}_${unit}`, of(moment, unit)])),
  );
}

/** The same of the widget in an author's page: until the poster has its words, and from the press until both runs are over. */
async function widget(root, sent) {
  const context = await browser.newContext();
  const page = await context.newPage();
  sent();
  const hash = CHAPTERS[0].hash;
  const began = performance.now();
  await page.setContent(
    `<script async src="${root}embed.js"></script><foregone-embed src="${root}embed.html${hash}" height="480"></foregone-embed>`,
  );
  await page.getByText('not yet run here').waitFor();
  const poster = { s: (performance.now() - began) / 1000, bytes: sent() };
  const pressed = performance.now();
  await page.getByRole('button', { name: /^Run it here/ }).click();
  const recording = page.frameLocator('iframe').getByRole('status', { name: 'Recording' });
  await recording.filter({ hasText: 'Run here, and reproduced' }).waitFor();
  const run = { s: (performance.now() - pressed) / 1000, bytes: sent() };
  await context.close();
  return { poster, run };
}

const medians = samples =>
  Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all)]));
const mobile = await throttled(new URL('../../www/dist', import.meta.url).pathname, MOBILE);

try {
  const { off, on } = await pace();
  // The first one compresses the files.
  await visit(mobile.url);
  const samples = {
    loopback: await visits(visit, url),
    mobile: await visits(visit, mobile.url, mobile.sent),
    mobile_widget: await visits(widget, mobile.url, mobile.sent),
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
