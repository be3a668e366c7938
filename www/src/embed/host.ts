/** What passes between the page for frames and the page that frames it: the address, a height, a theme. */
import { isTheme, type Theme } from '../state/theme.js';
import { VIEWS, type View } from '../views/registry.js';

/** What frames of earlier versions call a view. */
const FORMERLY: Readonly<Record<string, string>> = { strip: 'attention', compare: 'side-by-side' };

const query = new URLSearchParams(window.location.search);
const theme = query.get('theme');
const view = query.get('view') ?? '';

/** What the address asks for. `run` is set by the facade, whose button the visitor has pressed. */
export const chosen: { readonly view: View | undefined; readonly theme: Theme; readonly run: boolean } = {
  view: VIEWS.find(({ id }) => id === (FORMERLY[view] ?? view)) ?? VIEWS[0],
  theme: isTheme(theme) ? theme : 'auto',
  run: query.has('run') && window.parent !== window,
};

/** Tells the framing page how high this one is, whenever that changes. It is no secret, so any page may hear it. */
export function postHeight(): void {
  if (window.parent === window) return;
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    window.parent.postMessage({ foregone: 'height', height }, '*');
  };
  new ResizeObserver(tell).observe(document.body);
}

/** Calls `changed` when the framing page asks for other colours. */
export function onTheme(changed: (theme: Theme) => void): void {
  window.addEventListener('message', ({ data, source }: MessageEvent) => {
    if (source === window.parent && data?.foregone === 'theme' && isTheme(data.theme)) changed(data.theme);
  });
}
