import type { Aligned, Side } from '../engine/protocol.js';

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
