import type { Claim, ClaimedToken } from '../link/read.js';

/** A token that is no word: `<s>`, say. */
const MARK = /^\s*<.+>$/;

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

function words(tokens: readonly ClaimedToken[]): ClaimedToken[] {
  return tokens.filter(({ text }) => !MARK.test(text));
}

function textOf(tokens: readonly ClaimedToken[]): string {
  return tokens
    .map(({ text }) => text)
    .join('')
    .trim();
}

/** The question in words; all that was given where a link does not say which part asks. */
export function questionOf({ prompt }: Claim): string {
  const given = words(prompt);
  return textOf(given.filter(({ span }) => span === 'question')) || textOf(given);
}

/** Draws what a link's author saw: what was asked, then a paragraph for each part of what was written. */
export function drawClaim(text: Element, claim: Claim): void {
  const given = textOf(words(claim.prompt));
  if (given) add(text, 'p', given, 'asked');
  let span = '';
  let part = text;
  for (const token of words(claim.output)) {
    if (token.span !== span) part = add(text, 'p', '', 'said');
    span = token.span;
    // The space before a word stays outside the frame of a forced one.
    const word = token.text.trimStart();
    part.append(token.text.slice(0, token.text.length - word.length));
    if (!token.forced) part.append(word);
    else add(add(part, 'mark', `${word} `), 'small', 'forced');
  }
}
