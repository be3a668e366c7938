import { isWord, type RecordedContrast, type RecordedRun, type RecordedToken } from '../link/read.js';
import { firstName, ORDER_NAMES, secondName } from '../text/contrast.js';

/** A token that is no word: `<s>`, say. */
const MARK = /^\s*<.+>$/;

const DIFFERENCES: Readonly<Record<RecordedContrast['differs'], string>> = {
  nothing: '',
  answer: 'the answer, forced',
  order: 'the order',
  cut: 'a cut connection',
  note: 'a note',
  word: 'a forced word',
};

/** Adds an element; all that it says is text, whatever a link holds. */
export function add<K extends keyof HTMLElementTagNameMap>(
  to: Node,
  tag: K,
  text = '',
  name = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.append(text);
  if (name) element.className = name;
  to.appendChild(element);
  return element;
}

function words(tokens: readonly RecordedToken[]): RecordedToken[] {
  return tokens.filter(({ text }) => !MARK.test(text));
}

function textOf(tokens: readonly RecordedToken[]): string {
  return tokens
    .map(({ text }) => text)
    .join('')
    .trim();
}

/** What both runs are given; where a link does not say which part is the scene and which asks, all of it. */
function asked({ runs }: RecordedContrast): RecordedToken[] {
  const given = words(runs.find(({ prompt }) => prompt.length > 0)?.prompt ?? []);
  const shared = given.filter(({ span }) => span === 'scene' || span === 'question');
  return shared.length > 0 ? shared : given;
}

/** The question in words. */
export function questionOf(contrast: RecordedContrast): string {
  const given = asked(contrast);
  return textOf(given.filter(({ span }) => span === 'question')) || textOf(given);
}

/** Draws what a link's author saw: what was asked, what differs, both runs, and the author's own point. */
export function drawContrast(text: Element, contrast: RecordedContrast, point: string): void {
  const { runs, differs, words: forced } = contrast;
  const [first, second] = runs;
  if (!first) return;
  const what = second ? `What differs: ${DIFFERENCES[differs]}` : ORDER_NAMES[first.order];
  add(text, 'p', `Foregone · ${what}`, 'quiet');
  const given = textOf(asked(contrast));
  if (given) add(text, 'p', given, 'asked');
  const both = add(text, 'div', '', 'runs');
  drawRun(both, firstName(first, differs), first);
  if (second) drawRun(both, secondName(differs, second, forced), second);
  if (point) add(text, 'p', point, 'point');
}

function drawRun(to: Element, name: string, run: RecordedRun): void {
  const column = add(to, 'div', '', 'run');
  const head = add(column, 'p', '', 'quiet');
  add(head, 'b', name);
  for (const label of run.labels) head.append(` · ${label}`);
  if (run.output.length === 0) add(column, 'p', 'Not recorded in this link.', 'quiet');
  let span = '';
  let part: HTMLElement = column;
  let answered = false;
  let chance = '';
  // How sure it was comes after the sentence that answers.
  const end = () => {
    if (chance) add(part, 'small', ` ${chance}`);
    chance = '';
  };
  for (const token of words(run.output)) {
    if (token.span !== span) {
      end();
      part = add(column, 'p', '', token.span === 'decision' ? 'answer' : 'said');
    }
    span = token.span;
    // The space before a word stays outside the frame of a forced one.
    const word = token.text.trimStart();
    part.append(token.text.slice(0, token.text.length - word.length));
    const isAnswer: boolean =
      !answered && span === 'decision' && run.choices.some(choice => isWord(word, choice));
    answered ||= isAnswer;
    const place = isAnswer ? add(part, 'b') : part;
    if (token.forced) add(add(place, 'mark', `${word} `), 'small', 'forced');
    else place.append(word);
    if (isAnswer && token.probability !== null) chance = chanceOf(token);
  }
  end();
}

/** How sure the model was of its answer; of a forced one, how sure it would have been. */
function chanceOf({ probability, forced }: RecordedToken): string {
  const share = `${Math.round(100 * (probability ?? 0))}\u202f%`;
  return forced ? `its own chance was ${share}` : share;
}
