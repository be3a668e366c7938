import { type Plugin, parseSync, Visitor } from 'vite';

const markup = (text: string) => text.replace(/\s*\n\s*/g, ' ');
const style = (text: string) =>
  text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1');

/** By tag, the text of a template without what it can do without: line breaks and indents show as one space wherever text is set. */
const TIGHT = new Map([
  ['html', markup],
  ['svg', markup],
  ['css', style],
]);

/** Tightens the components' templates and styles, which no minifier of JavaScript looks into. */
export function tighten(): Plugin {
  return {
    name: 'foregone:tighten',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('.ts')) return null;
      const texts: { start: number; end: number; tight: string }[] = [];
      const visitor = new Visitor({
        TaggedTemplateExpression({ tag, quasi }) {
          const tighter = tag.type === 'Identifier' ? TIGHT.get(tag.name) : undefined;
          if (!tighter) return;
          for (const { start, end } of quasi.quasis)
            texts.push({ start, end, tight: tighter(code.slice(start, end)) });
        },
      });
      visitor.visit(parseSync(id, code).program);
      // From the last to the first, so that each place still is where it was.
      texts.sort((one, other) => other.start - one.start);
      const done = texts.reduce(
        (before, { start, end, tight }) => before.slice(0, start) + tight + before.slice(end),
        code,
      );
      return { code: done, map: null };
    },
  };
}
