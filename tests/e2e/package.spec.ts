import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, HASH, test, Widget } from './hosts/hosts.js';

const WWW = new URL('../../www/', import.meta.url).pathname;
const PACKAGE = join(WWW, 'package');

function run(folder: string, program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

test.describe('the npm package', () => {
  test.describe.configure({ mode: 'default' });
  let folder = '';

  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'foregone-package-'));
    const [packed] = JSON.parse(run(PACKAGE, 'npm', 'pack', '--json', '--pack-destination', folder));
    expect(packed.files.map(({ path }: { path: string }) => path).sort()).toEqual([
      'LICENSE-APACHE',
      'LICENSE-MIT',
      'README.md',
      'index.d.ts',
      'index.js',
      'package.json',
    ]);
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    // Offline: the tarball needs nothing else.
    run(folder, 'npm', 'install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`);
  });

  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('can be imported where there is no window', () => {
    const script = `
      const { ForegoneEmbed, define } = await import('foregone-embed');
      define();
      console.log(typeof ForegoneEmbed, ForegoneEmbed.observedAttributes.join(), typeof window);`;
    expect(run(folder, 'node', '--input-type=module', '--eval', script).trim()).toBe(
      'function src,height,theme,view,point undefined',
    );
  });

  test('has types that a strict compiler takes', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      `import { define, ForegoneEmbed, type ForegoneEmbedAttributes } from 'foregone-embed';
       define();
       const one: ForegoneEmbed = document.createElement('foregone-embed');
       const wish: ForegoneEmbedAttributes = { src: 'https://example.org/embed#v2.', theme: 'dark', view: 'side-by-side', point: 'It says no.' };
       // @ts-expect-error: no such theme
       const bad: ForegoneEmbedAttributes = { src: '', theme: 'pink' };
       export { bad, one, wish, ForegoneEmbed };`,
    );
    const flags = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom',
    ];
    run(folder, join(WWW, 'node_modules/.bin/tsc'), ...flags, 'use.ts');
  });

  test('works in a page that Vite bundles', async ({ page, hosts }) => {
    writeFileSync(join(folder, 'main.js'), "import 'foregone-embed';\n");
    const widget = `<foregone-embed src="${hosts.site}embed${HASH}"><a href="${hosts.site}${HASH}">Open</a></foregone-embed>`;
    writeFileSync(
      join(folder, 'index.html'),
      `<!doctype html><html lang="en"><title>t</title>${widget}<script type="module" src="./main.js"></script></html>`,
    );
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(join(WWW, 'node_modules/vite'), join(folder, 'node_modules/vite'));
    run(folder, 'node', 'node_modules/vite/bin/vite.js', 'build', '--base', './', '--logLevel', 'error');
    const assets = join(folder, 'dist/assets');
    const script = readdirSync(assets).find(name => name.endsWith('.js')) ?? '';
    hosts.put(`bundled/assets/${script}`, readFileSync(join(assets, script), 'utf8'));
    hosts.put('bundled/index.html', readFileSync(join(folder, 'dist/index.html'), 'utf8'));
    await page.goto(`${hosts.author}bundled/index.html`);
    const one = new Widget(page);
    await one.recorded();
    await one.run();
  });
});
