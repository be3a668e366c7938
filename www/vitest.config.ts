import { defineConfig } from 'vitest/config';
import { tables } from './build/tables.js';

/** The page's logic without a browser. What the page keeps (`src/state`) must be covered; the views are the browser tests' business. */
export default defineConfig({
  plugins: [tables()],
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/state/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text'],
      // Only its own notes lie here, while it runs.
      reportsDirectory: 'node_modules/.coverage',
      thresholds: { lines: 80 },
    },
  },
});
