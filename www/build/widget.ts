import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, type Rolldown } from 'vite';
import { tables } from './tables.js';

const WWW = new URL('..', import.meta.url).pathname;
const MODELS = `${WWW}public/models/`;
/** What a visit of the page for frames loads of the built files. */
const LOADED = /\.(js|css|wasm|woff2)$/;
/** What the npm package must hold too; the repository's own, so that there is one text of each. */
const LICENCES = ['LICENSE-APACHE', 'LICENSE-MIT'];
const MODEL_FILES = ['model.safetensors', 'config.json', 'tokenizer.json'];

/**
 * The widget: `embed.js`, which needs nothing else; the same as a module for the npm package, with the licences; and `embed/index.html`, so that
 * `…/embed` is the page for frames on hosts that look for `embed.html` and on those that look for a folder.
 */
export function widget(): Plugin {
  return {
    name: 'foregone:widget',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const page = bundle['embed.html'];
        if (page?.type !== 'asset') throw new Error('there is no embed.html to frame');
        const cost = costOf(bundle);
        const html = String(page.source).replace('<html ', `<html data-cost="${cost}" `);
        page.source = html;
        const inFolder = html.replace('<html ', '<html data-root="../" ').replaceAll('"./', '"../');
        this.emitFile({ type: 'asset', fileName: 'embed/index.html', source: inFolder });
        this.emitFile({ type: 'asset', fileName: 'embed.js', source: await bundled('script', 'iife', cost) });
        writeFileSync(`${WWW}package/index.js`, await bundled('module', 'es', cost));
        for (const name of LICENCES) copyFileSync(`${WWW}../${name}`, `${WWW}package/${name}`);
      },
    },
  };
}

/** What going live costs a visitor, as a server that compresses sends it: “3.1 MB”. */
function costOf(bundle: Rolldown.OutputBundle): string {
  const manifest: { default: string } = JSON.parse(readFileSync(`${MODELS}manifest.json`, 'utf8'));
  const ofPage = (file: Rolldown.OutputAsset | Rolldown.OutputChunk) =>
    file.type === 'chunk' && file.facadeModuleId?.endsWith('/index.html');
  const built = Object.values(bundle).filter(file => LOADED.test(file.fileName) && !ofPage(file));
  const contents = [
    ...built.map(file => (file.type === 'chunk' ? file.code : file.source)),
    ...MODEL_FILES.map(name => readFileSync(`${MODELS}${manifest.default}/${name}`)),
  ];
  const bytes = contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
  return `${(bytes / 1e6).toFixed(1)}\u00a0MB`;
}

/** One file with all that an entry of the facade needs. */
async function bundled(entry: 'script' | 'module', format: 'iife' | 'es', cost: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: WWW,
    publicDir: false,
    logLevel: 'error',
    plugins: [tables()],
    define: { COST: JSON.stringify(cost) },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      reportCompressedSize: false,
      lib: { entry: `${WWW}src/facade/${entry}.ts`, formats: [format], name: 'foregone' },
      rolldownOptions: { output: { minify: true } },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error(`the facade’s ${entry} was not built`);
  return inAscii(output.output[0].code);
}

/** A script is read in the encoding of the page that loads it, whatever that is; its texts, all in strings, survive any. */
function inAscii(code: string): string {
  return code.replace(
    /[^\x20-\x7e\s]|\u00a0/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
