import type { Plugin } from 'vite';

const STYLE = /\bcss`([^`$]*)`/g;

/** Takes the comments and the indents out of the components' styles, which no minifier of JavaScript looks into. */
export function tighten(): Plugin {
  return {
    name: 'foregone:tighten',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('.ts') || !code.includes('css`')) return null;
      const tight = (style: string) =>
        style
          .replace(/\/\*.*?\*\//gs, '')
          .replace(/\s+/g, ' ')
          .replace(/ ?([{};]) ?/g, '$1');
      return { code: code.replace(STYLE, (_, style: string) => `css\`${tight(style)}\``), map: null };
    },
  };
}
