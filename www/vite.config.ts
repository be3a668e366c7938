import { defineConfig } from 'vite';
import { chapters } from './build/chapters.js';
import { contentSecurityPolicy } from './build/csp.js';
import { pictures } from './build/pictures.js';
import { rates } from './build/rates.js';
import { tables } from './build/tables.js';
import { tighten } from './build/tighten.js';
import { widget } from './build/widget.js';

/** The page is static files that work from any sub-path of any host: every address in it is relative. */
export default defineConfig({
  base: './',
  build: {
    target: 'es2023',
    // The model and the wasm are fetched by their own names; only the page's code is bundled.
    assetsInlineLimit: 0,
    // `cargo xtask size` reads in it what each page loads at once and what it imports later.
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: ['index.html', 'embed.html'] },
  },
  plugins: [tables(), rates(), pictures(), tighten(), contentSecurityPolicy(), chapters(), widget()],
  worker: { format: 'es' },
});
