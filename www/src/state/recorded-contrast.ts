import type { Contrast } from '../engine/protocol.js';
import { isWord, type RecordedRun, type RecordedToken } from '../link/read.js';
import type { DisplayToken, ShownAnswer } from './shown.js';

/** Whether a contrast came with what its author saw. */
export function isRecorded({ recordings }: Contrast): boolean {
  return (recordings ?? []).some(recording => recording != null);
}

/** The prompt of a recorded run, as tokens that nothing has read here. */
export function recordedPrompt({ prompt }: RecordedRun): DisplayToken[] {
  return prompt.map((token, at) => displayToken(token, at));
}

/** Whether what was written here is how the recording begins. */
export function agrees(own: readonly DisplayToken[], recorded: RecordedRun | undefined): boolean {
  const claimed = recorded?.output ?? [];
  return claimed.length >= own.length && own.every(({ text }, at) => text === claimed[at]?.text);
}

/** What was written here, after a prompt of so many tokens, and the rest of its recording for as long as the two agree. */
export function withRecording(
  own: readonly DisplayToken[],
  prompt: number,
  recorded: RecordedRun | undefined,
): readonly DisplayToken[] {
  const rest = agrees(own, recorded) ? (recorded?.output.slice(own.length) ?? []) : [];
  if (rest.length === 0) return own;
  return [...own, ...rest.map((token, at) => displayToken(token, prompt + own.length + at))];
}

function displayToken({ text, span, probability, forced }: RecordedToken, position: number): DisplayToken {
  // A recording rounds to three digits, so that 0 means little and not nothing.
  const logprob = probability === null ? undefined : Math.log(Math.max(probability, 1e-6));
  return { position, id: 0, text, span, forced, logprob, entropy: undefined, top: [], recorded: true };
}

/** The answer, by its label: the first token of the answer's part that is one of the choices. */
export function answerIn(
  output: readonly DisplayToken[],
  choices: readonly [string, string],
): ShownAnswer | null {
  for (const { span, text, position, logprob, forced } of output) {
    const word = span === 'decision' ? choices.find(choice => isWord(text, choice)) : undefined;
    if (word !== undefined)
      return { at: position, word, probability: logprob == null ? null : Math.exp(logprob), forced };
  }
  return null;
}
