import type { RecordedContrast, RecordedRun, RecordedToken } from '../src/link/read.js';
import { escaped } from '../src/text/escape.js';

/** What a chapter says, as far as a page without scripts can. */
export interface Told {
  title: string;
  point: string;
}

/** A token that is no word: `<s>`, say. */
const MARK = /^\s*<.+>$/;

/** A chapter as plain text, for a page whose scripts don't run: what is asked, both runs, the point. */
export function staticFigure({ title, point }: Told, { runs }: RecordedContrast): string {
  const [first] = runs;
  const asked = first
    ? wordsOf(first.prompt.filter(({ span }) => span === 'scene' || span === 'question'))
    : '';
  return [
    '<figure>',
    `<h2>${escaped(title)}</h2>`,
    `<p>${escaped(asked)}</p>`,
    ...runs.map(runText),
    `<figcaption>${escaped(point)}</figcaption>`,
    '</figure>',
  ].join('');
}

function runText({ order, labels, output }: RecordedRun, index: number): string {
  const name = index === 0 ? 'First run' : 'Second run';
  const first = order === 'decision_first' ? 'answer first' : 'reasons first';
  const head = [`${name}, ${first}`, ...labels.map(label => label.replace(/\.$/, ''))].join('. ');
  return `<p><strong>${escaped(head)}.</strong></p><blockquote>${escaped(wordsOf(output))}</blockquote>`;
}

function wordsOf(tokens: readonly RecordedToken[]): string {
  const words = tokens.filter(({ text }) => !MARK.test(text));
  return words
    .map(({ text }) => text)
    .join('')
    .trim();
}
