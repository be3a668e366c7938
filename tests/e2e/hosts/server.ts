import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../../../www/dist/', import.meta.url).pathname;
const PAGES = new URL('.', import.meta.url).pathname;

/** Where the built site lies on its host: below another path, as on many a static host, and a second time beside it. */
const PATHS = ['/deep/site/', '/other/'] as const;

/** Where the authors' pages lie on theirs. */
const NOTES = '/notes/2026/';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.htm': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

type Answer = (path: string, response: ServerResponse, search: string) => void;

/** Two servers on the loopback: one has the built site, one the pages of authors who embed it. */
export interface Hosts {
  /** The site's address, up to and with its last `/`. */
  site: string;
  /** That of a second copy of it. */
  other: string;
  /** The address of the authors' pages: another port, and by another name, so that to a browser it is another site. */
  author: string;
  /** Puts one more file among the authors' pages. */
  put(name: string, text: string): void;
  close(): Promise<void>;
}

/** `hash` is the experiment in the authors' pages. */
export async function serveHosts(hash: string): Promise<Hosts> {
  const site = await listen(serveSite);
  const [root, other] = PATHS.map(path => `http://127.0.0.1:${site.port}${path}`) as [string, string];
  const files = new Map<string, string>();
  const author = await listen((path, response) => {
    const text = files.get(path);
    if (text === undefined) servePage(path, response, { site: root, other, hash });
    else end(response, 200, text, TYPES[extname(path)]);
  });
  return {
    site: root,
    other,
    author: `http://localhost:${author.port}${NOTES}`,
    put: (name, text) => void files.set(`${NOTES}${name}`, text),
    close: async () => {
      await Promise.all([site, author].map(({ close }) => close()));
    },
  };
}

/** As static hosts do it: packed, a folder redirected to its `index.html`, without a fallback, and for anybody to fetch. `/away` leads wherever it is told. */
const serveSite: Answer = (path, response, search) => {
  if (path === '/away') {
    response.writeHead(302, { Location: new URLSearchParams(search).get('to') ?? '' });
    response.end();
    return;
  }
  const root = PATHS.find(each => path.startsWith(each)) ?? '';
  const file = normalize(join(DIST, path.slice(root.length)));
  if (!root || !file.startsWith(DIST) || !existsSync(file)) {
    end(response, 404, 'not here');
    return;
  }
  const isFolder = statSync(file).isDirectory();
  if (isFolder && !path.endsWith('/')) {
    response.writeHead(301, { Location: `${path}/${search}` });
    response.end();
    return;
  }
  const found = isFolder ? join(file, 'index.html') : file;
  response.writeHead(200, {
    'Content-Type': TYPES[extname(found)] ?? 'application/octet-stream',
    'Content-Encoding': 'gzip',
    'Access-Control-Allow-Origin': '*',
  });
  response.end(packed(found));
};

const kept = new Map<string, Buffer>();

function packed(file: string): Buffer {
  const bytes = kept.get(file) ?? gzipSync(readFileSync(file));
  kept.set(file, bytes);
  return bytes;
}

/** An author's page, `strict.html` under the policy that the README tells. */
function servePage(path: string, response: ServerResponse, words: Record<string, string>): void {
  if (path === '/favicon.ico') {
    end(response, 204, '');
    return;
  }
  const file = join(PAGES, path.replace(/^.*\//, ''));
  if (!existsSync(file)) {
    end(response, 404, 'not here');
    return;
  }
  const { origin } = new URL(words.site ?? '');
  const text = readFileSync(file, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => words[name] ?? '');
  const policy = `default-src 'none'; style-src 'self'; script-src ${origin}; frame-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'text/plain',
    ...(file.endsWith('strict.html') ? { 'Content-Security-Policy': policy } : {}),
  });
  response.end(text);
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { 'Content-Type': type });
  response.end(text);
}

async function listen(answer: Answer): Promise<{ port: number; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://host');
    answer(decodeURIComponent(pathname), response, search);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no loopback port is free');
  const close = () =>
    new Promise<void>(closed => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { port: address.port, close };
}
