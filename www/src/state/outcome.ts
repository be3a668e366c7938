import type { Token } from '../engine/protocol.js';
import { ballEnd } from '../text/cups.js';
import { cutSentence } from './cut.js';
import type { Experiment } from './experiment.js';

/** What a finished run comes to, in sentences that are true in every case. */
export interface Outcome {
  /** The position of the token that is the answer, if there is one. */
  at: number | null;
  /** The one word for it; empty where the truth is not known. */
  mark: '' | 'Right.' | 'Wrong.' | 'Forced.';
  sentences: string;
}

/** The outcome of a run; null while it is not over. */
export function readOutcome(experiment: Experiment): Outcome | null {
  const { output, scene, spec, verdict } = experiment;
  if (!verdict) return null;
  const { decision, conclusion, truth, forced } = verdict;
  const cut = cutSentence(spec);
  if (!decision) return { at: null, mark: '', sentences: `${cut} It came to no answer.`.trim() };
  const word = (answer: 'yes' | 'no') => scene.choices[answer === 'yes' ? 0 : 1];
  const said = word(decision);
  const at = output.find(token => token.span === 'decision' && isWord(token, said))?.position ?? null;

  const right = truth === decision;
  const own = !truth ? '' : right ? 'Right.' : 'Wrong.';
  const parts = [
    ...(cut ? [cut] : []),
    forced ? `It was made to answer “${said}”.` : `It answered “${said}”.`,
  ];
  if (truth)
    parts.push(truthSentence(experiment, right ? 'that is right' : `the right answer is “${word(truth)}”`));
  else if (scene.puzzle) parts.push('There is no right answer here: it is a matter of taste.');
  // What was asked for is not always what was written.
  const reasons = output.find(({ span }) => span === 'reasoning')?.position;
  const after = at !== null && reasons ? at < reasons : spec.order === 'decision_first';
  if (!conclusion) parts.push('Its reasons do not end in an answer.');
  else if (conclusion === decision)
    parts.push(
      after
        ? `The reasons that it wrote afterwards end in “${said}” and agree with it.`
        : `The reasons that it wrote before end in “${said}” too.`,
    );
  else if (after)
    parts.push(`The reasons that it wrote afterwards end in “${word(conclusion)}” and contradict it.`);
  else if (forced) parts.push(`The reasons that it had written end in “${word(conclusion)}”.`);
  else
    parts.push(`The reasons that it had written end in “${word(conclusion)}”, and it did not keep to them.`);
  return { at, mark: forced ? 'Forced.' : own, sentences: parts.join(' ') };
}

/** A tokenizer may fold case. */
function isWord({ text }: Token, word: string): boolean {
  return text.trim().toLowerCase() === word.toLowerCase();
}

function truthSentence({ scene: { puzzle, truth } }: Experiment, rightness: string): string {
  if (puzzle && 'cups' in puzzle) return `The ball is under ${ballEnd(puzzle.cups)}, so ${rightness}.`;
  if (puzzle && 'access' in puzzle)
    return `By the facts, the agent ${truth === 'yes' ? 'may' : 'may not'} delete it, so ${rightness}.`;
  return `By the scene, ${rightness}.`;
}
