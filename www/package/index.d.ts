/** Colours: as the visitor's system has them, light or dark. */
export type ForegoneTheme = 'auto' | 'light' | 'dark';

/** What a live experiment shows below its runs. */
export type ForegoneView = 'attention' | 'heads' | 'matrix' | 'side-by-side' | 'cut';

/**
 * `<foregone-embed>`: a recorded experiment, which runs in place once the reader asks for it. It is driven by its attributes.
 * Without a `window` the class can be imported, not constructed.
 */
export declare class ForegoneEmbed extends HTMLElement {
  static readonly observedAttributes: readonly string[];
  connectedCallback(): void;
  disconnectedCallback(): void;
  attributeChangedCallback(name: string): void;
}

/** The attributes, for templates that check them. */
export interface ForegoneEmbedAttributes {
  /** The experiment: `https://HOST/embed#v2…`. */
  src: string;
  /** Height in CSS pixels, 200 to 2000. Default 480. */
  height?: number | string;
  /** Default `auto`. */
  theme?: ForegoneTheme;
  /** When the poster is drawn: near the visible part of the page, or at once. Default `lazy`. */
  loading?: 'lazy' | 'eager';
  /** Default `attention`. */
  view?: ForegoneView;
  /** What the two runs show, in one sentence, below them on the poster. */
  point?: string;
}

/** Makes the element known to the page, unless it is already. Importing the package does so. */
export declare function define(): void;

declare global {
  interface HTMLElementTagNameMap {
    'foregone-embed': ForegoneEmbed;
  }
}
