import type { Difference, Order } from '../engine/protocol.js';

/** What the second run can differ in, by the name of its kind. */
export type Kind = Difference['kind'];

/** The orders, by what a person calls them. */
export const ORDERS: readonly { order: Order; name: string }[] = [
  { order: 'decision_first', name: 'Answer first' },
  { order: 'reasoning_first', name: 'Reasons first' },
];

/** What the second run can differ in, in the order in which it is offered. */
export const DIFFERENCES: readonly { kind: Kind; name: string }[] = [
  { kind: 'answer', name: 'Answer' },
  { kind: 'order', name: 'Order' },
  { kind: 'cut', name: 'Cut' },
  { kind: 'note', name: 'Note' },
  { kind: 'word', name: 'Word' },
  { kind: 'nothing', name: 'Nothing' },
];

/** What is asked of a visitor who wants another word: it is chosen in the text. */
export const PICK_A_WORD = 'Press a word in either text, then choose another.';

/** Why a word that is only recorded can't be looked at or replaced yet: it waits for a press, or only for the engine. */
export const RUN_FIRST = 'These words are only recorded yet. Run it here first; then you can look and force.';
export const NOT_YET = 'The engine is not ready yet. In a moment you can look and force.';

/** What stands in place of what the runs show, until they are over. */
export function meanwhile(now: {
  /** Whether another word is to be chosen. */
  picking: boolean;
  running: boolean;
  /** Whether what stands there is only what a link's author says they saw. */
  claimed: boolean;
  /** Whether only the first words are shown. */
  partial: boolean;
  ready: boolean;
}): string {
  if (now.picking) return PICK_A_WORD;
  if (now.running) return 'The model is writing …';
  if (now.claimed) return 'Run it here to see whether it comes out the same.';
  return now.partial || !now.ready ? '' : 'Run both to their ends to see what they show.';
}

/** What a difference does here, where the first run is in this order. */
export function describeDifference(kind: Kind, order: Order): string {
  const first = order === 'decision_first';
  switch (kind) {
    case 'answer':
      return 'The second run is made to give the opposite answer.';
    case 'order':
      return first ? 'The second run writes its reasons first.' : 'The second run answers first.';
    case 'cut':
      return first
        ? 'In the second run the reasons can’t look at the answer.'
        : 'In the second run the answer can’t look at the reasons.';
    case 'note':
      return 'The second run is told the opposite answer, by a note in its prompt.';
    case 'word':
      return PICK_A_WORD;
    case 'nothing':
      return 'There is one run, and none beside it.';
  }
}

/** The same, of the one that is chosen. */
export function describeChosen(kind: Kind, order: Order): string {
  return kind === 'word' ? 'In the second run another word is forced.' : describeDifference(kind, order);
}

/** “First run: left to itself”: what a run's region is called. */
export function regionName(index: 0 | 1, name: string): string {
  return `${index === 0 ? 'First' : 'Second'} run: ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
