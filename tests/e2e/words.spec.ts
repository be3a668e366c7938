import { readOutcome } from '../../www/src/state/outcome.js';
import { headsNamed, lookSentence } from '../../www/src/text/attention.js';
import { expect, test } from './playground.js';

/** What the page says, without a page. */

type Experiment = Parameters<typeof readOutcome>[0];
type Token = Experiment['output'][number];
type Verdict = NonNullable<Experiment['verdict']>;
type Puzzle = NonNullable<Experiment['scene']['puzzle']>;

const CUPS = {
  start: 'red',
  swaps: [
    ['blue', 'red'],
    ['green', 'white'],
  ],
  asked: 'blue',
} satisfies Extract<Puzzle, { cups: unknown }>['cups'];

const PICTURE = {
  details: [
    { who: 'dog', doing: 'tea' },
    { who: 'owl', doing: 'crown' },
    { who: 'man', doing: 'apple' },
  ],
} satisfies Extract<Puzzle, { picture: unknown }>['picture'];

const ACCESS = {
  facts: [
    { volume: [3, 'scratch'] },
    { rule: ['test', 'archive'] },
    { key: [2, 'cedar'] },
    { project: ['cedar', 'test'] },
    { key: [1, 'atlas'] },
  ],
  key: 2,
  volume: 3,
} satisfies Extract<Puzzle, { access: unknown }>['access'];

function token(position: number, text: string, span: Token['span']): Token {
  return { position, id: 0, text, span, forced: false, logprob: -0.1, entropy: 0.1, top: [] };
}

function experiment(
  order: 'decision_first' | 'reasoning_first',
  verdict: Verdict | null,
  puzzle: Puzzle | undefined = { cups: CUPS },
): Experiment {
  return {
    spec: {
      version: 1,
      model: { id: 'm', sha256: '0'.repeat(64) },
      task: { kind: 'cups', seed: 1, swaps: 2 },
      order,
    },
    hash: '#v1.x',
    scene: {
      text: 'the ball starts under red. swap blue and red. swap green and white.',
      question: 'is it under blue?',
      choices: ['yes', 'no'],
      truth: 'yes',
      puzzle,
    },
    prompt: [token(0, '<s>', 'start')],
    output: [token(1, ' answer', 'decision'), token(2, ':', 'decision'), token(3, ' no', 'decision')],
    verdict,
    reproduction: null,
  };
}

const said = (order: 'decision_first' | 'reasoning_first', verdict: Partial<Verdict>) => {
  const whole: Verdict = { decision: 'no', conclusion: 'no', truth: 'yes', forced: false, ...verdict };
  const outcome = readOutcome(experiment(order, whole));
  return outcome && `${outcome.mark} ${outcome.sentences}`.trim();
};

test('the outcome is told truly in every case', () => {
  expect(readOutcome(experiment('decision_first', null))).toBeNull();
  expect(said('decision_first', {})).toBe(
    'Wrong. It answered “no”. The ball is under blue, so the right answer is “yes”. ' +
      'The reasons that it wrote afterwards end in “no” and agree with it.',
  );
  expect(said('decision_first', { conclusion: 'yes' })).toContain(
    'The reasons that it wrote afterwards end in “yes” and contradict it.',
  );
  expect(said('decision_first', { truth: 'no' })).toContain(
    'Right. It answered “no”. The ball is under blue, so that is right.',
  );
  expect(said('decision_first', { forced: true })).toContain('Forced. It was made to answer “no”.');
  expect(said('reasoning_first', {})).toContain('The reasons that it wrote before end in “no” too.');
  expect(said('reasoning_first', { conclusion: 'yes' })).toContain('and it did not keep to them.');
  expect(said('reasoning_first', { conclusion: 'yes', forced: true })).not.toContain('keep to');
  expect(said('decision_first', { conclusion: undefined })).toContain('Its reasons do not end in an answer.');
  expect(said('decision_first', { decision: undefined })).toBe('It came to no answer.');
});

test('a picture has no right answer', () => {
  const verdict: Verdict = { decision: 'no', conclusion: 'no', truth: undefined, forced: false };
  const told = (changed: Partial<Verdict>) => {
    const outcome = readOutcome(
      experiment('decision_first', { ...verdict, ...changed }, { picture: PICTURE }),
    );
    return `${outcome?.mark} ${outcome?.sentences}`.trim();
  };
  expect(told({})).toBe(
    'It answered “no”. There is no right answer here: it is a matter of taste. ' +
      'The reasons that it wrote afterwards end in “no” and agree with it.',
  );
  expect(told({ forced: true, conclusion: 'yes' })).toBe(
    'Forced. It was made to answer “no”. There is no right answer here: it is a matter of taste. ' +
      'The reasons that it wrote afterwards end in “yes” and contradict it.',
  );
});

test('whether something is allowed follows from the facts', () => {
  const verdict: Verdict = { decision: 'no', conclusion: 'no', truth: 'no', forced: false };
  const told = (scene: Partial<Experiment['scene']>, changed: Partial<Verdict>) => {
    const whole = experiment('decision_first', { ...verdict, ...changed }, { access: ACCESS });
    return readOutcome({ ...whole, scene: { ...whole.scene, ...scene } })?.sentences;
  };
  expect(told({ truth: 'no' }, {})).toContain('By the facts, the agent may not delete it, so that is right.');
  expect(told({ truth: 'yes' }, { truth: 'yes' })).toContain(
    'By the facts, the agent may delete it, so the right answer is “yes”.',
  );
});

test('words of the visitor’s own are told of by no puzzle', () => {
  const verdict: Verdict = { decision: 'no', conclusion: 'no', truth: undefined, forced: false };
  const whole = experiment('decision_first', verdict);
  const { puzzle: _, ...scene } = whole.scene;
  expect(readOutcome({ ...whole, scene: { ...scene, truth: undefined, puzzle: undefined } })?.sentences).toBe(
    'It answered “no”. The reasons that it wrote afterwards end in “no” and agree with it.',
  );
});

test('what was written counts, not what was asked for', () => {
  const verdict: Verdict = { decision: 'no', conclusion: 'no', truth: 'yes', forced: false };
  const whole = experiment('decision_first', verdict);
  const output = [token(1, ' so', 'reasoning'), token(2, ' no', 'decision')];
  expect(readOutcome({ ...whole, output })?.sentences).toContain('it wrote before end in “no” too.');
});

test('the chosen heads are named', () => {
  expect(headsNamed('mean', 'mean')).toBe('the mean of all heads');
  expect(headsNamed(2, 0)).toBe('head 1 in layer 3');
  expect(headsNamed('max', 'mean')).toBe('the max over the layers of the mean of the heads');
});

test('the largest weights are never told as a share of the whole', () => {
  const seen = {
    kind: 'attention' as const,
    at: 3,
    query: 2,
    weights: new Float32Array([0.1, 0.7, 0.2]),
    sink: 0.1,
    spans: [
      { span: 'start' as const, weight: 0.1 },
      { span: 'scene' as const, weight: 0.9 },
    ],
    heads: [],
  };
  const gaze = { at: 3, row: 'choosing' as const, layer: 'mean' as const, head: 'mean' as const };
  expect(lookSentence('no', false, gaze, seen)).toBe(
    'To choose “no”, the model looked 90\u202f% at the scene and 10\u202f% at the first token.',
  );
  expect(lookSentence('no', true, gaze, seen)).toMatch(/^Where “no” was forced, the model looked/);
  expect(lookSentence('no', false, { ...gaze, head: 'max' }, seen)).toContain(
    'the most that any head gave to one word was 90\u202f% in the scene',
  );
});
