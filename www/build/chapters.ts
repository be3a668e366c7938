import { readFileSync } from 'node:fs';
import { type InlineConfig, type Plugin, runnerImport } from 'vite';
import { embedCode } from '../src/text/embed-code.js';
import { escaped } from '../src/text/escape.js';
import { staticFigure } from './static-figure.js';
import { tables } from './tables.js';

interface Chapter {
  id: string;
  title: string;
  point: string;
  /** Its permalink's hash part. */
  hash: string;
}

type Reading = typeof import('../src/link/read.js');

const READ = new URL('../src/link/read.ts', import.meta.url);
const FILE = new URL('../src/chapters/chapters.json', import.meta.url);
/** Where a page has a chapter as text, for visitors without scripts. */
const PLACE = '<!-- chapter -->';
const WIDTH = 720;
const HEIGHT = 480;

/**
 * For each chapter its address, `x/ID/`, which is the page itself with what other sites make a preview of, and what they ask for by
 * oEmbed, `oembed/ID.json`.
 *
 * Both formats want absolute addresses, which a build knows only where `FOREGONE_URL` says where the site will be. Without it they
 * are relative, and sites that make previews may not follow them.
 */
export function chapters(site = process.env.FOREGONE_URL): Plugin {
  return {
    name: 'foregone:chapters',
    buildStart() {
      this.addWatchFile(FILE.pathname);
    },
    transformIndexHtml: {
      order: 'pre',
      async handler(html) {
        const [opening] = read();
        return opening ? swapped(html, PLACE, await figureOf(opening)) : html;
      },
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') throw new Error('there is no index.html to make chapters of');
        const root = site ? new URL('.', `${site.replace(/\/*$/, '')}/`).href : '';
        const [opening, ...others] = read();
        if (!opening) throw new Error('there are no chapters');
        const shown = await figureOf(opening);
        for (const chapter of [opening, ...others]) {
          const html = swapped(String(page.source), shown, await figureOf(chapter));
          const source = chapterPage(html, chapter, root || '../../');
          this.emitFile({ type: 'asset', fileName: `x/${chapter.id}/index.html`, source });
          const answer = oembed(chapter, root || '../');
          this.emitFile({ type: 'asset', fileName: `oembed/${chapter.id}.json`, source: answer });
        }
      },
    },
  };
}

function read(): Chapter[] {
  const all: Chapter[] = JSON.parse(readFileSync(FILE, 'utf8'));
  const odd = all.find(({ id }) => !/^[a-z0-9-]+$/.test(id));
  if (odd) throw new Error(`“${odd.id}” can’t name a chapter’s page`);
  return all;
}

/** The page's own reading of links. It imports what only a build knows, so Vite imports it, once. */
let reading: Promise<Reading> | null = null;

function readingOf(): Promise<Reading> {
  const config: InlineConfig = { configFile: false, logLevel: 'error', plugins: [tables()] };
  reading ??= runnerImport<Reading>(READ.pathname, config).then(({ module }) => module);
  return reading;
}

async function figureOf(chapter: Chapter): Promise<string> {
  const { readRecorded } = await readingOf();
  const recorded = await readRecorded(chapter.hash);
  if (!recorded) throw new Error(`the link of “${chapter.id}” holds no recording`);
  return staticFigure(chapter, recorded);
}

function oembed({ title, hash }: Chapter, root: string): string {
  const html = embedCode(hash, { root, height: HEIGHT, title }).iframe;
  const answer = {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: 'Foregone',
    provider_url: root,
    cache_age: 86_400,
    width: WIDTH,
    height: HEIGHT,
    html,
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

/** The page, two folders further down, opening a chapter. */
export function chapterPage(page: string, { id, title, point }: Chapter, root: string): string {
  const [name, said] = [escaped(title), escaped(point)];
  const image = escaped(`${root}preview.png`);
  const head = `<meta property="og:type" content="article" />
    <meta property="og:site_name" content="Foregone" />
    <meta property="og:title" content="${name}" />
    <meta property="og:description" content="${said}" />
    <meta property="og:url" content="${escaped(`${root}x/${id}/`)}" />
    <meta property="og:image" content="${image}" />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:height" content="630" />
    <meta property="og:image:alt" content="An answer that was forced, and the reasons that the model then wrote" />
    <meta name="twitter:card" content="summary_large_image" />
    <meta name="twitter:title" content="${name}" />
    <meta name="twitter:description" content="${said}" />
    <meta name="twitter:image" content="${image}" />
    <link rel="alternate" type="application/json+oembed" href="${escaped(`${root}oembed/${id}.json`)}" title="${name}" />
  </head>`;
  const steps: [RegExp | string, string][] = [
    ['<html ', `<html data-root="../../" data-chapter="${id}" `],
    [/<title>[^<]*<\/title>/, `<title>${name} · Foregone</title>`],
    [/(?<=<meta\s+name="description"\s+content=")[^"]*/, said],
    ['</head>', head],
  ];
  return steps.reduce((html, [from, to]) => swapped(html, from, to), page.replaceAll('"./', '"../../'));
}

/** Replaces what has to be there. */
function swapped(html: string, from: RegExp | string, to: string): string {
  const done = html.replace(from, () => to);
  if (done === html && from !== to) throw new Error(`the page has no ${from} to replace`);
  return done;
}
