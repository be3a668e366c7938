import type { Token } from '../engine/protocol.js';
import type { Shared } from '../state/share.js';
import type { ShownRun } from '../state/shown.js';
import type { StageRun } from '../state/stage.js';
import { probability } from './format.js';

/** The contrast as a JSON file: what was asked, of each run every token with what else could have stood there, and what they came to. */
export function runFile({ stage, shown, seen, gaze, model, engine, link }: Shared): string {
  const { recordings: _, look: __, ...contrast } = stage.contrast;
  const runs = shown.runs.flatMap(run => {
    const own = stage.runs[run.index];
    return own ? [runOf(run, own)] : [];
  });
  return JSON.stringify(
    {
      format: 'foregone-run',
      version: 2,
      link,
      model: model && {
        id: model.id,
        parameters: model.parameters,
        sha256: contrast.first.model.sha256,
      },
      engine: engine && { backend: engine.backend, reason: engine.reason },
      contrast,
      scene: stage.runs[0]?.scene,
      differs: shown.differs,
      runs,
      point: shown.point,
      attention: seen &&
        gaze && {
          run: gaze.run,
          position: seen.at,
          row: gaze.row,
          layer: gaze.layer,
          head: gaze.head,
          spans: seen.spans,
          weights: Array.from(seen.weights, weight => Number(weight.toPrecision(6))),
        },
    },
    null,
    1,
  );
}

/** A run; where it is only recorded, the tokens are its recording's. */
function runOf(shown: ShownRun, { spec, conditions, prompt, output, end }: StageRun): object {
  const isRecorded = output.length === 0 && shown.recorded;
  return {
    name: shown.name,
    conditions,
    recorded: isRecorded,
    spec,
    prompt: prompt.map(({ position, id, text, span }) => ({ position, id, text, span })),
    output: (isRecorded ? shown.output : output).map(written),
    answer: end?.outcome.answer ?? null,
    conflicts: [...shown.conflicts],
    verdict: end?.verdict ?? null,
    result: end?.outcome.sentences ?? null,
  };
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
