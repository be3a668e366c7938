import { readOutcome } from '../../www/src/state/outcome.js';
import { headsNamed, lookSentence } from '../../www/src/text/attention.js';
import { ballPath, readCups } from '../../www/src/text/cups.js';
import { listed, percent, sentence } from '../../www/src/text/format.js';
import { passages } from '../../www/src/text/group.js';
import { expect, test } from './playground.js';

/** What the page says, without a page. */

type Experiment = Parameters<typeof readOutcome>[0];
type Token = Experiment['output'][number];
type Verdict = NonNullable<Experiment['verdict']>;

function token(position: number, text: string, span: Token['span']): Token {
  return { position, id: 0, text, span, forced: false, logprob: -0.1, entropy: 0.1, top: [] };
}

function experiment(order: 'decision_first' | 'reasoning_first', verdict: Verdict | null): Experiment {
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
    },
    prompt: [token(0, '<s>', 'start')],
    output: [token(1, ' answer', 'decision'), token(2, ':', 'decision'), token(3, ' no', 'decision')],
    verdict,
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
      'The reasons that it wrote afterwards end in “no” too.',
  );
  expect(said('decision_first', { conclusion: 'yes' })).toContain(
    'The reasons that it wrote afterwards end in “yes” and contradict it.',
  );
  expect(said('decision_first', { truth: 'no' })).toContain(
    'Right. It answered “no”. The ball is under blue, so that is right.',
  );
  expect(said('decision_first', { forced: true })).toContain('Forced. You made it answer “no”.');
  expect(said('reasoning_first', {})).toContain('The reasons that it wrote before end in “no” too.');
  expect(said('reasoning_first', { conclusion: 'yes' })).toContain('and it did not keep to them.');
  expect(said('reasoning_first', { conclusion: 'yes', forced: true })).not.toContain('keep to');
  expect(said('decision_first', { conclusion: undefined })).toContain('Its reasons do not end in an answer.');
  expect(said('decision_first', { truth: undefined })).toBe(
    'It answered “no”. The reasons that it wrote afterwards end in “no” too.',
  );
  expect(said('decision_first', { decision: undefined })).toBe('It came to no answer.');
});

test('a scene of cups is read from its words, and the ball followed', () => {
  const cups = readCups(
    'the ball starts under red. swap blue and red. swap green and blue.',
    'is it under white?',
  );
  expect(cups).toEqual({
    cups: ['red', 'blue', 'green', 'white'],
    start: 'red',
    swaps: [
      ['blue', 'red'],
      ['green', 'blue'],
    ],
    asked: 'white',
  });
  expect(cups && ballPath(cups)).toEqual(['red', 'blue', 'green']);
  expect(readCups('the cat sat on the mat.', 'is it under white?')).toBeNull();
});

test('tokens are grouped by part, with punctuation on its word', () => {
  const groups = passages([
    token(0, '<s>', 'start'),
    token(1, 'it', 'scene'),
    token(2, ' is', 'scene'),
    token(3, '.', 'scene'),
    token(4, ' why', 'question'),
    token(5, '</s>', 'other'),
  ]);
  expect(
    groups.map(({ span, clusters }) => [
      span,
      clusters.map(cluster => cluster.map(({ text }) => text).join('')),
    ]),
  ).toEqual([
    ['scene', ['<s>it', ' is.']],
    ['question', [' why</s>']],
  ]);
});

test('numbers and lists read as they should', () => {
  expect(percent(0.6249)).toBe('62\u202f%');
  expect(percent(0.6249, 1)).toBe('62.5\u202f%');
  expect(percent(0)).toBe('0\u202f%');
  expect(percent(0.0004, 1)).toBe('<\u202f0.1\u202f%');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  expect(sentence('the link is broken')).toBe('The link is broken.');
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
