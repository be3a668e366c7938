import type { Spec, Token } from '../engine/protocol.js';
import type { Claim, ClaimedToken } from '../link/read.js';
import type { Experiment } from './experiment.js';

/** A token as the page shows it: the model's own, or one that is only recorded and that no run has written yet. */
export type Shown = Token & { recorded?: boolean };

/** The prompt: the experiment's, or until it is there, the recorded one. */
export function shownPrompt(experiment: Experiment | null, claim: Claim | null): readonly Shown[] {
  return experiment?.prompt ?? claim?.prompt.map((token, at) => recorded(token, at)) ?? [];
}

/** The output: what was written, and the rest of the recording for as long as the two agree. */
export function shownOutput(experiment: Experiment | null, claim: Claim | null): readonly Shown[] {
  const own = experiment?.output ?? [];
  if (!claim || experiment?.verdict || !own.every(({ text }, at) => text === claim.output[at]?.text))
    return own;
  const from = experiment?.prompt.length ?? claim.prompt.length;
  const rest = claim.output.slice(own.length).map((token, at) => recorded(token, from + own.length + at));
  return rest.length > 0 ? [...own, ...rest] : own;
}

function recorded({ text, span, chance, forced }: ClaimedToken, position: number): Shown {
  const logprob = chance === null ? undefined : Math.log(Math.max(chance, 1e-6));
  return { position, id: 0, text, span, forced, logprob, entropy: undefined, top: [], recorded: true };
}

/** The same experiment without what its author saw, which is wrong of any other one. */
export function unrecorded(spec: Spec): Spec {
  const { recording: _, ...rest } = spec;
  return rest;
}

/** What makes an experiment this one and no other, whatever was recorded of it. */
export function identity(spec: Spec): string {
  return JSON.stringify(unrecorded(spec));
}
