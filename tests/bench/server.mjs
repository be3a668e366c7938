// Static files on a loopback port, cross-origin isolated so that peers may use threads.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, normalize, sep } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  // Every visit fetches everything again.
  'Cache-Control': 'no-store',
};

/**
 * Serves each folder of `mounts` under its first path segment.
 * @param {Record<string, string>} mounts
 * @returns {Promise<{ origin: string, close: () => void }>}
 */
export async function serve(mounts) {
  const server = createServer((request, response) => {
    answer(mounts, request, response).catch(() => response.writeHead(404, ISOLATED).end());
  });
  await new Promise(listening => server.listen(0, '127.0.0.1', () => listening(null)));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no loopback port is free');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * @param {Record<string, string>} mounts
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(mounts, request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [, mount = '', ...rest] = decodeURIComponent(pathname).split('/');
  const root = mounts[mount];
  const inside = normalize(rest.join(sep));
  if (!root || inside.startsWith('..')) throw new Error(`nothing is served at ${pathname}`);
  const path = `${root}${sep}${inside}`;
  const { size } = await stat(path);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  response.writeHead(range ? 206 : 200, {
    ...ISOLATED,
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Length': end - start + 1,
    'Accept-Ranges': 'bytes',
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(path, { start, end }).pipe(response);
}
