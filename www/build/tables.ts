import { readFile, stat } from 'node:fs/promises';
import type { Plugin } from 'vite';

const ID = 'virtual:tables';
const WASM = new URL('../wasm/foregone_web_bg.wasm', import.meta.url);
const BINDINGS = new URL('../wasm/foregone_web.js', import.meta.url);

/** As much of the engine's bindings as is asked for here. */
type Bindings = Pick<typeof import('../wasm/foregone_web.js'), 'initSync' | 'tables'>;

/**
 * `virtual:tables`: the closed sets of words and the limits of `crate/lab`, a constant each, so that only what is imported is in the page.
 * They come from the engine as it is built, which runs here for a moment, without a worker.
 */
export function tables(): Plugin {
  return {
    name: 'foregone:tables',
    resolveId(id) {
      return id === ID ? `\0${ID}` : null;
    },
    async load(id) {
      if (id !== `\0${ID}`) return null;
      this.addWatchFile(WASM.pathname);
      return { code: moduleOf(await fromEngine()), moduleSideEffects: false };
    },
  };
}

/** What the engine says, each table by its name. */
export async function fromEngine(): Promise<Record<string, unknown>> {
  const built = await stat(WASM).catch(() => null);
  if (!built) throw new Error('www/wasm holds no engine yet: run `cargo xtask build` first');
  // Each build is another module: one that has been imported keeps its engine.
  const bindings: Partial<Bindings> = await import(`${BINDINGS}?${built.mtimeMs}`);
  if (!bindings.initSync || !bindings.tables)
    throw new Error('the engine in www/wasm is older than its tables: run `cargo xtask build` first');
  bindings.initSync({ module: await readFile(WASM) });
  return { ...bindings.tables() };
}

/** A module with a constant for each table. */
function moduleOf(all: Record<string, unknown>): string {
  return Object.entries(all)
    .map(([name, table]) => `export const ${name} = ${JSON.stringify(table)};\n`)
    .join('');
}
