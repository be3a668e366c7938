import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';

/** A port that nothing listens on; kept in the zone, from which the worker processes take it. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise(closed => server.close(closed));
  if (typeof address !== 'object' || !address) throw new Error('no loopback port is free');
  return String(address.port);
}

process.env.FOREGONE_E2E_PORT ??= await freePort();
const PORT = process.env.FOREGONE_E2E_PORT;

/** The system's Chromium, and its Firefox for one visit, against the built page in `www/dist`; where either is missing, every test fails. */
export default defineConfig({
  testMatch: '*.spec.ts',
  outputDir: 'out',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  // Generous: software plays the GPU here, on machines that may be busy. Only a test that fails waits for it.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? 'out/report.json' }],
  ],
  use: {
    baseURL: `http://127.0.0.1:${PORT}/`,
    // Runs come to their end at once; the tests of a run under way ask for motion themselves.
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--headless=new',
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--enable-unsafe-webgpu',
      ],
    },
  },
  projects: [
    { name: 'chromium', testIgnore: ['lighthouse.spec.ts', 'firefox.spec.ts'] },
    // Brings its own browser: Debian's Firefox.
    { name: 'firefox', testMatch: 'firefox.spec.ts' },
    // A measurement: it has the machine to itself.
    { name: 'lighthouse', testMatch: 'lighthouse.spec.ts', dependencies: ['chromium', 'firefox'] },
  ],
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    cwd: '../../www',
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
});
