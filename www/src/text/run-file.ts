import type { Token } from '../engine/protocol.js';
import type { Shared } from '../state/share.js';
import { probability } from './format.js';

/** The run as a JSON file: what was asked, every token with what else could have stood there, and what it came to. */
export function runFile({ experiment, outcome, seen, gaze, model, engine, link }: Shared): string {
  const { spec, scene, prompt, output, verdict } = experiment;
  return JSON.stringify(
    {
      format: 'foregone-run',
      version: 1,
      link,
      model: model && { id: model.id, parameters: model.parameters, sha256: spec.model.sha256 },
      engine: engine && { backend: engine.backend, reason: engine.reason },
      spec,
      scene,
      prompt: prompt.map(({ position, id, text, span }) => ({ position, id, text, span })),
      output: output.map(written),
      attention: seen &&
        gaze && {
          position: seen.at,
          row: gaze.row,
          layer: gaze.layer,
          head: gaze.head,
          spans: seen.spans,
          weights: Array.from(seen.weights, weight => Number(weight.toPrecision(6))),
        },
      verdict,
      result: outcome && `${outcome.mark} ${outcome.sentences}`.trim(),
    },
    null,
    1,
  );
}

function written({ position, id, text, span, forced, logprob, entropy, top }: Token): object {
  return {
    position,
    id,
    text,
    span,
    forced,
    probability: logprob == null ? null : probability(logprob),
    entropy: entropy ?? null,
    alternatives: top.map(other => ({
      id: other.id,
      text: other.text,
      probability: probability(other.logprob),
    })),
  };
}
