import type { Comparison, Contrast, Recording, Reproduction, Scene, Spec } from '../protocol.js';
import { finding, nextToken, secondOf, type ToyRun, toyRun } from './toy-model.js';

/** The scene of every task of the fake's. */
export const SCENE: Scene = {
  text: 'a scene',
  question: 'a question?',
  choices: ['yes', 'no'],
  truth: undefined,
  puzzle: undefined,
  solution: undefined,
};

/** What a run has written, as a link holds it. */
export function recordingOf({ prompt, output }: ToyRun, backend: 'cpu' | 'gpu' = 'cpu'): Recording {
  return {
    ids: output.map(({ id }) => id),
    texts: output.map(({ text }) => text),
    chances: output.map(({ logprob }) => Math.exp(logprob ?? 0)),
    parts: output.map(({ span }) => ({ span, count: 1 })),
    given: { texts: prompt.map(({ text }) => text), parts: prompt.map(({ span }) => ({ span, count: 1 })) },
    backend,
  };
}

/** A contrast with what the toy model writes of it. */
export function recorded(contrast: Contrast): Contrast {
  const second = secondOf(contrast);
  const [one, two] = [contrast.first, second].map(spec => (spec ? recordingOf(written(spec)) : undefined));
  return { ...contrast, recordings: [one, two] };
}

/** A run of the toy model's, to its end. */
export function written(spec: Spec): ToyRun {
  const run = toyRun(spec);
  for (let token = nextToken(run); token; token = nextToken(run)) run.output.push(token);
  return run;
}

export function reproduced(texts: readonly string[], { output }: ToyRun): Reproduction {
  const at = output.findIndex(({ text }, index) => text !== texts[index]);
  return at < 0 ? { kind: 'same' } : { kind: 'differs', at, why: undefined };
}

export function comparison(left: ToyRun, right: ToyRun): Comparison {
  const [one, other] = [finding(left), finding(right)];
  const statement = (at: number) => ({ shared: '', own: '', from: at, to: at + 1 });
  const isConflict = one?.text !== other?.text;
  return {
    rows:
      one && other
        ? [
            {
              left: statement(one.position),
              right: statement(other.position),
              relation: isConflict ? 'conflict' : 'same',
            },
          ]
        : [],
    sentence: isConflict ? 'Their findings conflict.' : 'They find the same.',
  } as unknown as Comparison;
}
