// The built page as a visitor on a mobile network gets it: compressed, each request a round trip late, all of them on one line.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};
/** What compression gains nothing on. */
const PACKED = new Set(['.woff2', '.safetensors']);

/** So many milliseconds are one turn of the line. */
const TICK = 10;

/**
 * Serves a folder at `megabits` a second and `latency` milliseconds a request. `sent()` tells how many bytes of bodies went out since
 * it was last asked.
 */
export async function throttled(folder, { megabits, latency }) {
  const compress = promisify(brotliCompress);
  const packed = new Map();
  const body = async path => {
    if (!packed.has(path)) {
      const bytes = await readFile(join(folder, path));
      packed.set(path, PACKED.has(extname(path)) ? bytes : await compress(bytes));
    }
    return packed.get(path);
  };
  const line = [];
  let sent = 0;
  const each = Math.round((megabits * 1e6) / 8 / (1000 / TICK));
  const timer = setInterval(() => {
    let room = each;
    // In turn, a packet at a time.
    while (room > 0 && line.length > 0) {
      const next = line.shift();
      const part = next.bytes.subarray(next.at, next.at + 1400);
      next.at += part.length;
      room -= part.length;
      sent += part.length;
      next.response.write(part);
      if (next.at < next.bytes.length) line.push(next);
      else next.response.end();
    }
  }, TICK);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    try {
      const bytes = await body(path);
      await new Promise(later => setTimeout(later, latency));
      const plain = PACKED.has(extname(path));
      response.writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        ...(plain ? {} : { 'content-encoding': 'br' }),
      });
      line.push({ response, bytes, at: 0 });
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    sent() {
      const count = sent;
      sent = 0;
      return count;
    },
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      await new Promise(closed => server.close(closed));
    },
  };
}
