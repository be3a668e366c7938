/** What a link's author saw, in the form in which a run's tokens are drawn and compared. */
import type { Token } from '../engine/protocol.js';
import type { Claim, ClaimedToken } from '../link/read.js';

const NO_ID = -1;

export interface Claimed {
  prompt: readonly Token[];
  output: readonly Token[];
}

export function claimedTokens({ prompt, output }: Claim): Claimed {
  const token =
    (before: number) =>
    ({ text, span, chance, forced }: ClaimedToken, index: number): Token => ({
      position: before + index,
      id: NO_ID,
      text,
      span,
      forced,
      logprob: chance === null ? undefined : Math.log(chance),
      entropy: undefined,
      top: [],
    });
  return { prompt: prompt.map(token(0)), output: output.map(token(prompt.length)) };
}

/** What a finished run makes of the claim, in a sentence. */
export function reproduced(claim: Claim, output: readonly Token[]): string {
  const same = (index: number) => claim.output[index]?.text === output[index]?.text;
  const length = Math.max(claim.output.length, output.length);
  const at = Array.from({ length }, (_, index) => index).find(index => !same(index));
  if (at === undefined) return 'Run here, and reproduced, token for token.';
  return `Run here: it differs from what the link’s author saw, from token ${at + 1} on.`;
}
