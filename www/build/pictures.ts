import { icons } from '@iconify-json/fluent-emoji-flat';
import type { Plugin } from 'vite';

/**
 * The drawings of the picture task, by the page's names for them. They are Microsoft's Fluent Emoji (flat), under the MIT
 * licence, as the npm package `@iconify-json/fluent-emoji-flat` brings them: over 3,000, of which the page takes these.
 */
const PICTURES = {
  squirrel: 'chipmunk',
  dog: 'dog',
  cat: 'cat',
  bear: 'bear',
  penguin: 'penguin',
  goat: 'goat',
  owl: 'owl',
  man: 'man',
  woman: 'woman',
  girl: 'girl',
  clown: 'clown-face',
  robot: 'robot',
  newspaper: 'newspaper',
  bicycle: 'bicycle',
  apple: 'red-apple',
  crown: 'crown',
  trumpet: 'trumpet',
  umbrella: 'umbrella',
  bed: 'bed',
  tractor: 'tractor',
  ball: 'soccer-ball',
  telephone: 'telephone-receiver',
  tea: 'teacup-without-handle',
  portrait: 'framed-picture',
  palette: 'artist-palette',
};

const LICENCE = `pictures.svg holds drawings from Fluent Emoji (https://github.com/microsoft/fluentui-emoji).

MIT License

Copyright (c) Microsoft Corporation.

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

const MODULE = 'virtual:pictures';
const SERVED = '/pictures.svg';

/** One SVG with a symbol for each drawing. */
function sprite(): string {
  const symbols = Object.entries(PICTURES).map(([name, icon]) => {
    const body = icons.icons[icon]?.body;
    if (!body) throw new Error(`the icon set has no “${icon}”`);
    // References by id would not reach from the page into this file.
    if (/\bid=|url\(/.test(body)) throw new Error(`the icon “${icon}” refers to parts of itself`);
    return `<symbol id="${name}" viewBox="0 0 32 32">${body}</symbol>`;
  });
  const notice = '<!-- Fluent Emoji, (c) Microsoft Corporation, MIT: see pictures.LICENCE.txt -->';
  return `<svg xmlns="http://www.w3.org/2000/svg">${notice}${symbols.join('')}</svg>\n`;
}

/** `virtual:pictures`: the address of the one file with all the drawings, made when the page is built. */
export function pictures(): Plugin {
  let isBuild = false;
  return {
    name: 'foregone:pictures',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    configureServer(server) {
      server.middlewares.use(SERVED, (_request, response) => {
        response.setHeader('Content-Type', 'image/svg+xml');
        response.end(sprite());
      });
    },
    resolveId: id => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id) {
      if (id !== `\0${MODULE}`) return undefined;
      if (!isBuild) return `export default ${JSON.stringify(SERVED)};`;
      const file = this.emitFile({ type: 'asset', name: 'pictures.svg', source: sprite() });
      this.emitFile({ type: 'asset', fileName: 'assets/pictures.LICENCE.txt', source: LICENCE });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}
