import type { Difference, Dropped, Order, Wish } from '../engine/protocol.js';
import { listed } from './format.js';

/** What the two orders are called. */
export const ORDER_NAMES: Readonly<Record<Order, string>> = {
  decision_first: 'Answer first',
  reasoning_first: 'Reasons first',
};

/** What is known of a run that its name speaks of. */
export interface Named {
  order: Order;
  /** The words that are not the model's own choice, in their order. */
  forced: readonly string[];
  /** The answer that a note in its prompt states. */
  note: string | null;
  /** Whether some of its attention is cut. */
  isCut: boolean;
}

/** What the first run is: the model left to itself, unless a link brought something else. */
export function firstName(run: Named, differs: Difference['kind']): string {
  if (run.forced.length > 0) return forcedName(run.forced);
  if (run.note !== null) return noteName(run.note);
  if (run.isCut) return 'With connections cut';
  return differs === 'order' ? ORDER_NAMES[run.order] : 'Left to itself';
}

/** What the second run is, by what it differs in; `words` are those forced in it alone. */
export function secondName(differs: Difference['kind'], run: Named, words: readonly string[]): string {
  if (differs === 'answer') return `Made to answer “${words.at(-1)?.trim() ?? ''}”`;
  if (differs === 'order') return ORDER_NAMES[run.order];
  if (differs === 'note') return noteName(run.note ?? '');
  return differs === 'cut' ? 'Connection cut' : forcedName(words);
}

/** What a second run will be that waits for the end of the first. */
export function awaitedName({ kind }: Wish): string {
  if (kind === 'answer') return 'Made to answer the opposite';
  return kind === 'note' ? 'With a note that says the opposite' : 'Connection cut';
}

/** “Left out in this order: 2 forced words, 1 cut.” Empty where nothing is. */
export function droppedSentence({ words, cuts }: Dropped, where: string): string {
  const parts = [counted(words, 'forced word'), counted(cuts, 'cut')].filter(Boolean);
  return parts.length > 0 ? `Left out ${where}: ${parts.join(', ')}.` : '';
}

function counted(count: number, noun: string): string {
  if (count === 0) return '';
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function noteName(answer: string): string {
  return `With the note “the answer is ${answer}”`;
}

function forcedName(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  if (rest.length > 2) return `With ${words.length} words forced`;
  return `With ${listed([first, ...rest].map(word => (word.trim() ? `“${word.trim()}”` : 'a space')))} forced`;
}
