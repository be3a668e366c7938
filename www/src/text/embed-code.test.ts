import { expect, test } from 'vitest';
import { embedCode } from './embed-code.js';

const root = 'https://example.org/';

test('what an author pastes names the experiment, and only what was chosen', () => {
  const { element, iframe } = embedCode('#v2.abc', { root });
  expect(element).toContain('<script async src="https://example.org/embed.js"></script>');
  expect(element).toContain('<foregone-embed src="https://example.org/embed#v2.abc" height="480" style=');
  expect(element).not.toMatch(/theme|view|loading|point/);
  expect(iframe).toContain('src="https://example.org/embed#v2.abc"');
});

test('a view, a theme and a point go where they are read', () => {
  const { element, iframe } = embedCode('v2.abc', {
    root,
    view: 'matrix',
    theme: 'dark',
    point: 'It says no.',
  });
  expect(element).toContain('theme="dark" view="matrix" point="It says no."');
  expect(iframe).toContain('embed?theme=dark&amp;view=matrix#v2.abc"');
});

test('the code is the same in any encoding', () => {
  const { element, iframe } = embedCode('#v2.abc', { root, point: 'It says “no”.', title: 'Lustig?  “Ja”' });
  expect(element).toContain('point="It says &#8220;no&#8221;."');
  expect(`${element}${iframe}`).toMatch(/^[\x20-\x7e\n]*$/);
});
