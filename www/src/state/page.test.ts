import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readSetting, saveSetting } from './settings.js';
import { isTheme, nextTheme, onColours, setTheme, showTheme, storedTheme } from './theme.js';

/** The browser, as far as these small files speak to it. */
function page(dataset: Record<string, string> = {}) {
  const store = new Map<string, string>();
  const system = new EventTarget();
  const entries: unknown[] = [null];
  const location = { hash: '' };
  const window = Object.assign(new EventTarget(), {
    location,
    parent: null as unknown,
    matchMedia: (query: string) => Object.assign(system, { matches: query.includes('reduced-motion') }),
    history: {
      state: null as unknown,
      pushState(state: unknown, _: string, hash: string) {
        entries.push(state);
        this.state = state;
        location.hash = hash;
      },
      replaceState(state: unknown, _: string, hash?: string) {
        entries[entries.length - 1] = state;
        this.state = state;
        if (hash !== undefined) location.hash = hash;
      },
    },
  });
  window.parent = window;
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', { documentElement: { dataset }, baseURI: 'https://host/site/x/answers/' });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  });
  return { window, store, system, entries };
}

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

test('settings are kept where the browser allows that, and nothing depends on it', () => {
  const { store } = page();
  saveSetting('one', 'two');
  expect([readSetting('one'), store.get('foregone-one')]).toEqual(['two', 'two']);
  vi.stubGlobal('localStorage', undefined);
  saveSetting('one', 'three');
  expect(readSetting('one')).toBeNull();
});

test('a theme is put in force, kept, and told to whoever draws in its colours', () => {
  const { system, window } = page();
  let heard = 0;
  const end = onColours(() => (heard += 1));
  expect(storedTheme()).toBe('auto');
  setTheme('dark');
  expect([storedTheme(), document.documentElement.dataset.theme, heard]).toEqual(['dark', 'dark', 1]);
  system.dispatchEvent(new Event('change'));
  end();
  system.dispatchEvent(new Event('change'));
  showTheme('light');
  expect([heard, storedTheme(), document.documentElement.dataset.theme]).toEqual([2, 'dark', 'light']);
  expect([nextTheme('auto'), nextTheme('dark'), isTheme('light'), isTheme('pink')]).toEqual([
    'light',
    'auto',
    true,
    false,
  ]);
  expect(window.parent).toBe(window);
});

test('the root of the site is where the page was loaded, whatever its address becomes', async () => {
  page({ root: '../../', chapter: 'answers' });
  const { addressBar, fromRoot } = await import('./address.js');
  vi.stubGlobal('document', { baseURI: 'https://host/elsewhere/' });
  expect(fromRoot('models/')).toBe('https://host/site/models/');
  expect(addressBar.chapter).toBe('answers');
});

test('a choice makes an entry of the visitor’s own; a rewrite leaves the entry whose it is', async () => {
  const { window, entries } = page();
  const { addressBar } = await import('./address.js');
  addressBar.replace('#a');
  expect([addressBar.hash(), addressBar.isOwn(), entries.length]).toEqual(['#a', false, 1]);
  addressBar.push('#b');
  addressBar.push('#b');
  expect([addressBar.isOwn(), entries.length]).toEqual([true, 2]);
  addressBar.replace('#c');
  expect(addressBar.isOwn()).toBe(true);
  window.history.replaceState(null, '');
  addressBar.markOwn();
  expect(addressBar.isOwn()).toBe(true);
  let moves = 0;
  const end = addressBar.onMove(() => (moves += 1));
  window.dispatchEvent(new Event('popstate'));
  end();
  window.dispatchEvent(new Event('popstate'));
  expect(moves).toBe(1);
});

test('in a frame no entry is made that the visitor would have to go back through', async () => {
  const { window, entries } = page();
  window.parent = {};
  const { addressBar } = await import('./address.js');
  addressBar.push('#b');
  expect([addressBar.hash(), addressBar.isOwn(), entries.length]).toEqual(['#b', true, 1]);
});

test('a frame that is never drawn is not waited for', async () => {
  page();
  vi.useFakeTimers();
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => {
    frames[frame - 1] = () => {};
  });
  const { browserSurroundings } = await import('./surroundings.js');
  const around = browserSurroundings();
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  around.frame(count);
  vi.advanceTimersByTime(1000);
  frames[0]?.();
  expect(calls).toBe(1);
  around.frame(count);
  frames[1]?.();
  vi.advanceTimersByTime(1000);
  expect(calls).toBe(2);
  const cancel = around.frame(count);
  cancel();
  frames[2]?.();
  vi.advanceTimersByTime(1000);
  expect(calls).toBe(2);
  const stop = around.after(50, count);
  around.after(60, count);
  stop();
  vi.advanceTimersByTime(100);
  expect(calls).toBe(3);
  expect(around.isStill()).toBe(true);
  around.settings.save('delay', '5');
  expect(around.settings.read('delay')).toBe('5');
  vi.useRealTimers();
});
