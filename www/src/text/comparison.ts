import type { Aligned, Comparison, Counterpart, Side } from '../engine/protocol.js';

/** What a button that makes a comparison says; `forced` is whether the answer on the page is forced. */
export function comparisonName(counterpart: Counterpart, forced: boolean): string {
  if (counterpart === 'order') return 'Compare with the other order';
  return `Compare with ${forced ? 'its own' : 'the opposite'} answer`;
}

/** A side in two words, for the margin. */
export function shortName({ with: counterpart }: Comparison, { spec, verdict }: Side): string {
  if (counterpart === 'answer') return verdict.forced ? 'Forced' : 'Its own';
  return spec.order === 'decision_first' ? 'Decision first' : 'Reasoning first';
}

/** “Answers “no”, which is right.” */
export function answerSentence({ answer, verdict: { decision, truth, forced } }: Side): string {
  if (!answer) return 'Comes to no answer.';
  const said = `${forced ? 'Made to answer' : 'Answers'} “${answer}”`;
  return truth ? `${said}, which is ${truth === decision ? 'right' : 'wrong'}.` : `${said}.`;
}

/** The sign between two statements, and the word for it. */
export const MARKS: Readonly<Record<Aligned['relation'], { sign: string; word: string }>> = {
  same: { sign: '=', word: 'same' },
  conflict: { sign: '≠', word: 'conflict' },
  differs: { sign: '~', word: 'other words' },
  only: { sign: '', word: 'on one side only' },
};
