/** How a page shows an experiment that it embeds. */
export interface EmbedOptions {
  /** The folder that `embed.js` and `embed` stand in; without it, that of the page. */
  base?: string | undefined;
  /** In CSS pixels. */
  height?: number | undefined;
  /** What a frame is called for those who can't see it. */
  title?: string | undefined;
}

/** The HTML that shows the experiment of a link in somebody else's page: as an element, and as a frame. */
export function embedCode(hash: string, options: EmbedOptions = {}): { element: string; iframe: string } {
  const { base = document.baseURI, height = 480, title = 'An experiment in Foregone' } = options;
  const at = (path: string) => escaped(new URL(path, base).href);
  const source = at(`embed${hash}`);
  const link = `<a href="${at(hash)}">Open this experiment</a>`;
  return {
    element: `<script async src="${at('embed.js')}"></script>
<foregone-embed src="${source}" height="${height}">${link}</foregone-embed>`,
    iframe: `<iframe loading="lazy" title="${escaped(title)}" src="${source}" width="100%" height="${height}"></iframe>`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, mark => `&#${mark.charCodeAt(0)};`);
}
