/**
 * `<foregone-embed>`: a recorded experiment as a poster of text, and in its place the experiment itself once it is asked for.
 *
 * It loads nothing until the visitor presses “Run it here”, writes no markup and no style attribute, so that it works under the
 * strictest policy of a host, and lets nothing of the host's style in.
 */
import type { ForegoneEmbed as Published } from '../../package/index.js';
import { readRecorded } from '../link/read.js';
import style from './poster.css?inline';
import { add, drawContrast, questionOf } from './poster.js';

/** What going live loads, in words; known when it is built. */
declare const COST: string;

const LEAST = 200;
const MOST = 2000;
const HEIGHT = 480;
/** Those of the card, above and below what is in it. */
const BORDERS = 2;
const RECORDED = 'Recorded by the link’s author, not yet run here.';

// Where there is no window, on a server say, importing this does nothing.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

let sheet: CSSStyleSheet | undefined;

export class ForegoneEmbed extends Base implements Published {
  static readonly observedAttributes = ['src', 'height', 'theme', 'view', 'point'];

  readonly #root = this.attachShadow({ mode: 'open' });
  #card: HTMLElement | undefined;
  #frame: HTMLIFrameElement | undefined;
  #seen: IntersectionObserver | undefined;
  /** The height that the experiment asked for. */
  #asked = 0;

  connectedCallback(): void {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
    }
    this.#root.adoptedStyleSheets = [sheet];
    window.addEventListener('message', this.#hear);
    this.#draw();
  }

  disconnectedCallback(): void {
    window.removeEventListener('message', this.#hear);
    this.#seen?.disconnect();
  }

  attributeChangedCallback(name: string): void {
    if (!this.#card) return;
    if (name === 'height') this.#fit();
    else if (name === 'theme') this.#paint();
    else this.#draw();
  }

  /** The page of the experiment for a frame; null where the address is none. */
  get #url(): URL | null {
    const src = this.getAttribute('src') ?? '';
    if (!src || !URL.canParse(src, document.baseURI)) return null;
    const url = new URL(src, document.baseURI);
    return /^https?:$/.test(url.protocol) ? url : null;
  }

  get #theme(): string {
    return this.getAttribute('theme') ?? 'auto';
  }

  #draw(): void {
    this.#seen?.disconnect();
    this.#frame = undefined;
    this.#root.replaceChildren();
    const card = add(this.#root, 'div', '', 'card');
    this.#card = card;
    this.#asked = 0;
    this.#fit();
    this.#paint();
    card.role = 'group';
    card.ariaLabel = 'Foregone experiment';
    const poster = add(card, 'div', '', 'poster');
    const text = add(poster, 'div', '', 'text');
    const foot = add(poster, 'div', '', 'foot');
    add(foot, 'slot');
    const url = this.#url;
    if (!url) {
      add(text, 'p', 'This experiment has no address to be opened at.');
      return;
    }
    // Takes its room before it is known to be true.
    const note = add(foot, 'p', RECORDED, 'quiet');
    note.style.visibility = 'hidden';
    add(foot, 'button', `Run it here · ${COST}`).onclick = () => this.#mount(url, card);
    const whole = add(foot, 'a', 'Open this experiment');
    whole.href = url.origin + url.pathname.replace(/embed(\.html|\/(index\.html)?)?$/, '') + url.hash;
    const show = async () => {
      const recorded = await readRecorded(url.hash);
      if (card !== this.#card) return;
      if (!recorded) note.textContent = 'Nothing is recorded in this link. It runs in your browser.';
      note.style.visibility = '';
      if (!recorded) return;
      card.ariaLabel += `: ${questionOf(recorded)}`;
      drawContrast(text, recorded, this.getAttribute('point') ?? '');
      // Text that scrolls is to be reached from the keyboard too.
      const reach = () => {
        text.tabIndex = text.scrollHeight > text.clientHeight ? 0 : -1;
      };
      new ResizeObserver(reach).observe(text);
    };
    if (this.getAttribute('loading') === 'eager') void show();
    else {
      this.#seen = new IntersectionObserver(
        entries => {
          if (!entries.some(entry => entry.isIntersecting)) return;
          this.#seen?.disconnect();
          void show();
        },
        { rootMargin: '50%' },
      );
      this.#seen.observe(card);
    }
  }

  /** Puts the experiment itself in the poster's place, and lets it run: that is what the visitor's press asked for. */
  #mount(url: URL, card: HTMLElement): void {
    const live = new URL(url);
    live.searchParams.set('run', '');
    live.searchParams.set('theme', this.#theme);
    const view = this.getAttribute('view');
    if (view) live.searchParams.set('view', view);
    const frame = document.createElement('iframe');
    frame.title = card.ariaLabel ?? '';
    frame.referrerPolicy = 'no-referrer';
    frame.src = live.href;
    card.append(frame);
    card.classList.add('live');
    this.#frame = frame;
    frame.focus();
  }

  /** As high as was asked for, or as the experiment says that it is; never lower, so that nothing below moves up. */
  #fit(): void {
    const own = Number.parseInt(this.getAttribute('height') ?? '', 10) || HEIGHT;
    const height = Math.min(Math.max(own, this.#asked, LEAST), MOST);
    this.#card?.style.setProperty('--height', `${height}px`);
  }

  #paint(): void {
    if (this.#card) this.#card.dataset.theme = this.#theme;
    const { origin } = this.#url ?? {};
    if (origin) this.#frame?.contentWindow?.postMessage({ foregone: 'theme', theme: this.#theme }, origin);
  }

  readonly #hear = ({ data, source, origin }: MessageEvent): void => {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#url?.origin) return;
    if (data?.foregone === 'height' && Number.isInteger(data.height)) {
      this.#asked = data.height + BORDERS;
      this.#fit();
    }
  };
}

/** Makes `<foregone-embed>` known to the page, unless another copy of this has. */
export function define(): void {
  if (globalThis.customElements && !customElements.get('foregone-embed'))
    customElements.define('foregone-embed', ForegoneEmbed);
}
