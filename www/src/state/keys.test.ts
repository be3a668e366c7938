import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { areKeysOn, bindingOf, bindings, onKey, onKeysSwitched, switchKeys } from './keys.js';

const VIEWS = [
  { id: 'matrix', name: 'Matrix', key: 'm' },
  { id: 'plain', name: 'Plain' },
];
const ALL = bindings(VIEWS);
const command = (key: string, code: string) => bindingOf({ key, code }, ALL)?.command;

test('a key means what is on it, wherever it lies', () => {
  expect(command('r', 'KeyR')).toBe('run');
  // Dvorak has the letter r where a US keyboard has o.
  expect(command('r', 'KeyO')).toBe('run');
  expect(command('R', 'KeyR')).toBe('run');
  expect(command('m', 'KeyM')).toBe('matrix');
  expect(command('?', 'Slash')).toBe('map');
  expect(command('ArrowLeft', 'ArrowLeft')).toBe('back');
});

test('where a layout has no such letter, its place counts', () => {
  expect(command('к', 'KeyR')).toBe('run');
  expect(command('щ', 'KeyO')).toBe('order');
  expect(command('à', 'Digit0')).toBe('reset');
});

test('another Latin letter is never taken for the one of its place', () => {
  expect(command('p', 'KeyR')).toBeUndefined();
  expect(command('x', 'KeyX')).toBeUndefined();
  expect(command('Enter', 'Enter')).toBeUndefined();
});

test('no two commands share a key, and each view with a key is listed', () => {
  const keys = ALL.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(ALL.find(({ command: one }) => one === 'matrix')?.does).toContain('Matrix');
  expect(ALL.some(({ command: one }) => one === 'plain')).toBe(false);
});

/** An element of some kind, as far as a selector can tell. */
class FakeElement {
  constructor(readonly kinds: readonly string[] = []) {}
  matches(selector: string): boolean {
    return this.kinds.some(kind => selector.split(/, ?/).includes(kind));
  }
}

beforeEach(() => {
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('window', new EventTarget());
});

afterEach(() => {
  switchKeys(true);
  vi.unstubAllGlobals();
});

function press(key: string, more: Record<string, unknown> = {}, place = new FakeElement()): Event {
  const event = new Event('keydown', { cancelable: true });
  Object.assign(event, { key, code: '', ctrlKey: false, ...more, composedPath: () => [place, window] });
  window.dispatchEvent(event);
  return event;
}

test('a key pressed by itself does what it says, until nobody listens', () => {
  const pressed: string[] = [];
  const end = onKey(one => pressed.push(one), VIEWS);
  expect(press('s').defaultPrevented).toBe(true);
  press('m');
  press('s', { ctrlKey: true });
  press('s', { repeat: true });
  press('q');
  end();
  press('s');
  expect(pressed).toEqual(['step', 'matrix']);
});

test('in a field no key is taken; arrows are not where they move the focus, and may be held', () => {
  const pressed: string[] = [];
  const end = onKey(one => pressed.push(one));
  press('s', {}, new FakeElement(['textarea']));
  press('ArrowLeft', {}, new FakeElement(['[role="radio"]']));
  press('ArrowLeft', { shiftKey: true });
  press('s', {}, new FakeElement(['[role="radio"]']));
  press('ArrowRight', { repeat: true });
  end();
  expect(pressed).toEqual(['step', 'forward']);
});

test('keys can be switched off, and whoever draws them hears of it', () => {
  const pressed: string[] = [];
  let heard = 0;
  const ends = [onKey(one => pressed.push(one)), onKeysSwitched(() => (heard += 1))];
  switchKeys(false);
  press('s');
  expect([areKeysOn(), pressed, heard]).toEqual([false, [], 1]);
  switchKeys(true);
  press('s');
  for (const end of ends) end();
  switchKeys(true);
  expect([pressed, heard]).toEqual([['step'], 2]);
});
