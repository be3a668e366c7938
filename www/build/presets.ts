import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { embedCode } from '../src/text/embed-code.js';
import { escaped } from '../src/text/escape.js';
import { POLICY } from './csp.js';

interface Preset {
  id: string;
  title: string;
  takeaway: string;
  /** Its permalink's hash part. */
  hash: string;
}

const FILE = new URL('../src/presets/presets.json', import.meta.url);
const WIDTH = 720;
const HEIGHT = 480;

/**
 * For each preset a page that other sites can show a preview of, `x/ID/`, and what they ask for by oEmbed, `oembed/ID.json`.
 *
 * Both formats want absolute addresses, which a build knows only where `FOREGONE_URL` says where the site will be. Without it they
 * are relative, and sites that make previews may not follow them.
 */
export function presets(site = process.env.FOREGONE_URL): Plugin {
  return {
    name: 'foregone:presets',
    apply: 'build',
    buildStart() {
      this.addWatchFile(FILE.pathname);
    },
    generateBundle() {
      const root = site ? new URL('.', `${site.replace(/\/*$/, '')}/`).href : '';
      for (const preset of JSON.parse(readFileSync(FILE, 'utf8')) as Preset[]) {
        if (!/^[a-z0-9-]+$/.test(preset.id)) throw new Error(`“${preset.id}” can’t name a preset’s page`);
        this.emitFile({
          type: 'asset',
          fileName: `x/${preset.id}/index.html`,
          source: previewPage(preset, root || '../../'),
        });
        this.emitFile({
          type: 'asset',
          fileName: `oembed/${preset.id}.json`,
          source: oembed(preset, root || '../'),
        });
      }
    },
  };
}

function oembed({ title, hash }: Preset, root: string): string {
  return `${JSON.stringify(
    {
      version: '1.0',
      type: 'rich',
      title,
      provider_name: 'Foregone',
      provider_url: root,
      cache_age: 86_400,
      width: WIDTH,
      height: HEIGHT,
      html: embedCode(hash, { root, height: HEIGHT, title }).iframe,
    },
    null,
    2,
  )}\n`;
}

function previewPage({ id, title, takeaway, hash }: Preset, root: string): string {
  const open = escaped(`${root}${hash}`);
  const [name, said] = [escaped(title), escaped(takeaway)];
  return `<!doctype html>
<html lang="en">
  <head>
    <meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}" />
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${name} · Foregone</title>
    <meta name="description" content="${said}" />
    <meta name="color-scheme" content="light dark" />
    <meta property="og:type" content="article" />
    <meta property="og:site_name" content="Foregone" />
    <meta property="og:title" content="${name}" />
    <meta property="og:description" content="${said}" />
    <meta property="og:url" content="${escaped(`${root}x/${id}/`)}" />
    <meta property="og:image" content="${escaped(`${root}preview.png`)}" />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:height" content="630" />
    <meta property="og:image:alt" content="An answer that was forced, and the reasons that the model then wrote" />
    <meta name="twitter:card" content="summary_large_image" />
    <meta name="twitter:title" content="${name}" />
    <meta name="twitter:description" content="${said}" />
    <meta name="twitter:image" content="${escaped(`${root}preview.png`)}" />
    <link rel="alternate" type="application/json+oembed" href="${escaped(`${root}oembed/${id}.json`)}" title="${name}" />
    <link rel="icon" href="../../icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="../../preset.css" />
  </head>
  <body>
    <main>
      <p class="name">Foregone</p>
      <h1>${name}</h1>
      <p>${said}</p>
      <p><a href="${open}">Open this experiment</a></p>
    </main>
  </body>
</html>
`;
}
