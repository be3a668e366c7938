import { escaped } from './escape.js';

/** How an experiment is to stand in somebody's page. */
export interface EmbedOptions {
  /** The absolute address of the site, up to and with its last `/`. */
  root: string;
  /** In CSS pixels. */
  height?: number;
  theme?: 'auto' | 'light' | 'dark';
  loading?: 'lazy' | 'eager';
  /** What a live experiment shows below its runs: the name of one of the page's views. */
  view?: string;
  /** What both runs show, in one sentence, for the poster. */
  point?: string;
  /** What a frame is called. */
  title?: string;
}

/**
 * What an author pastes: the element with its script, or a plain frame.
 *
 * The element's style keeps its room free while the script is under way. Where a host's policy refuses style attributes, the same
 * line goes into its style sheet (README).
 */
export function embedCode(hash: string, options: EmbedOptions): { element: string; iframe: string } {
  const { root, height = 480, theme = 'auto', loading = 'lazy', view = '', point = '' } = options;
  const { title = 'Foregone: an experiment with a language model' } = options;
  const anchor = hash.startsWith('#') ? hash : `#${hash}`;
  const chosen: Record<string, string> = {};
  if (theme !== 'auto') chosen.theme = theme;
  if (view) chosen.view = view;
  const query = new URLSearchParams(chosen).toString();
  const attributes = {
    src: `${root}embed${anchor}`,
    height: String(height),
    ...chosen,
    ...(loading === 'lazy' ? {} : { loading }),
    ...(point ? { point } : {}),
    style: `display:block;min-height:${height}px`,
  };
  const script = tag('script', { src: `${root}embed.js` }).replace('<script', '<script async');
  const link = `${tag('a', { href: `${root}${anchor}` })}Open this experiment</a>`;
  const frame = {
    src: `${root}embed${query && `?${query}`}${anchor}`,
    title,
    loading,
    width: '100%',
    height: String(height),
    style: 'border:0',
  };
  return {
    element: `${script}</script>\n${tag('foregone-embed', attributes)}${link}</foregone-embed>`,
    iframe: `${tag('iframe', frame)}</iframe>`,
  };
}

function tag(name: string, attributes: Record<string, string>): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${inAscii(escaped(value))}"`);
  return `<${name}${all.join('')}>`;
}

/** Whatever encoding the author's page is in, these letters are the same in it. */
function inAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, letter => `&#${letter.codePointAt(0)};`);
}
