import { readFile, stat } from 'node:fs/promises';
import type { Plugin } from 'vite';

const ID = 'virtual:tables';
const WASM = new URL('../wasm/foregone_web_bg.wasm', import.meta.url);
const BINDINGS = new URL('../wasm/foregone_web.js', import.meta.url);

/** As much of the engine's bindings as is asked for here. */
type Bindings = Pick<typeof import('../wasm/foregone_web.js'), 'initSync' | 'tables'>;

/**
 * `virtual:tables`: the closed sets of words and the limits of `crate/lab`, a constant each. Each is a module of its own, so that it is
 * loaded with what imports it and nothing else is. They come from the engine as it is built, which runs here for a moment, without a worker.
 */
export function tables(): Plugin {
  return {
    name: 'foregone:tables',
    resolveId(id) {
      return id === ID || id.startsWith(`${ID}/`) ? `\0${id}` : null;
    },
    async load(id) {
      if (!id.startsWith(`\0${ID}`)) return null;
      this.addWatchFile(WASM.pathname);
      const all = await fromEngine();
      const name = id.slice(`\0${ID}/`.length);
      const code = name
        ? `export const ${name} = ${JSON.stringify(all[name])};`
        : Object.keys(all)
            .map(one => `export { ${one} } from '${ID}/${one}';`)
            .join('\n');
      return { code, moduleSideEffects: false };
    },
  };
}

type Tables = Readonly<Record<string, unknown>>;

/** What the engine said, by when it was built. */
const said = new Map<number, Promise<Tables>>();

/** What the engine says, each table by its name. */
export async function fromEngine(): Promise<Tables> {
  const built = await stat(WASM).catch(() => null);
  if (!built) throw new Error('www/wasm holds no engine yet: run `cargo xtask build` first');
  const { mtimeMs } = built;
  const asked = said.get(mtimeMs) ?? ask(mtimeMs);
  said.set(mtimeMs, asked);
  return asked;
}

async function ask(built: number): Promise<Tables> {
  // Each build is another module: one that has been imported keeps its engine.
  const bindings: Partial<Bindings> = await import(`${BINDINGS}?${built}`);
  if (!bindings.initSync || !bindings.tables)
    throw new Error('the engine in www/wasm is older than its tables: run `cargo xtask build` first');
  bindings.initSync({ module: await readFile(WASM) });
  return { ...bindings.tables() };
}
