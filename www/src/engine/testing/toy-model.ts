import type { Contrast, Forced, Spec, Token } from '../protocol.js';

/** A run of the toy model's: its own text, in place of a language model's. */
export interface ToyRun {
  spec: Spec;
  prompt: Token[];
  output: Token[];
}

const END = '</s>';
const CHOICES = ['yes', 'no'] as const;

/** All words that the toy model knows; a word's id is its place. */
const WORDS = [
  ...['<s>', ' scene', ' question', ' note', ' answer first', ' reasons first', ' two', ' third'],
  ...[
    'answer',
    ' :',
    ' yes',
    ' no',
    ' maybe',
    ' .',
    'reasons',
    ' it',
    ' looks',
    ' calm',
    ' odd',
    ' plain',
    END,
  ],
];

export function toyRun(spec: Spec): ToyRun {
  const asked = spec.task.kind === 'text' ? [' scene', ' two', ' question'] : [' scene', ' question'];
  const note = spec.note ? [' note', ` ${spec.note}`] : [];
  const order = spec.order === 'decision_first' ? ' answer first' : ' reasons first';
  const prompt = ['<s>', ...asked, ...note, order].map((text, at) =>
    token(text, at, text === '<s>' ? 'start' : 'scene', false),
  );
  return { spec, prompt, output: [] };
}

/** The token that comes next; null where the text is at its end. */
export function nextToken(run: ToyRun): Token | null {
  const { output, spec, prompt } = run;
  if (isOver(run)) return null;
  const at = output.length;
  const own = ownWord(run);
  const forced = (spec.forced ?? []).find(one => one.at === at)?.token.replace('Ġ', ' ');
  const text = forced ?? own;
  return token(text, prompt.length + at, spanOf(spec, at), text !== own);
}

export function isOver({ output, spec }: ToyRun): boolean {
  return output.at(-1)?.text === END || output.length >= (spec.max_tokens ?? 256);
}

/** The token that is the answer. */
export function decided({ output }: ToyRun): Token | undefined {
  return output.find(({ span, text }) => span === 'decision' && CHOICES.some(word => ` ${word}` === text));
}

/** The finding that the reasons come to. */
export function finding({ output }: ToyRun): Token | undefined {
  return output.find(({ text }) => [' calm', ' odd', ' plain'].includes(text));
}

/** The vocabulary's entry of a token, or why there is none. */
export function entryOf(force: { id: number } | { text: string }): { entry: string } | { wrong: string } {
  const text = 'id' in force ? WORDS[force.id] : WORDS.find(word => word.trim() === force.text.trim());
  return text
    ? { entry: text.replace(' ', 'Ġ') }
    : { wrong: `the model’s vocabulary has no word for “${'text' in force ? force.text : force.id}”` };
}

export function entry({ text }: Token): string {
  return text.replace(' ', 'Ġ');
}

/** The second run's spec, as `Contrast::second` makes it. */
export function secondOf({ first, differs, words = [] }: Contrast): Spec | null {
  if (!differs || differs.kind === 'nothing') return null;
  const second: Spec = { ...first, forced: [...(first.forced ?? [])] };
  if (differs.kind === 'order') {
    second.order = first.order === 'decision_first' ? 'reasoning_first' : 'decision_first';
    second.forced = [];
  }
  if (differs.kind === 'note') second.note = differs.says;
  if (differs.kind === 'cut') {
    const { layers, heads } = differs;
    second.interventions = [
      ...(first.interventions ?? []),
      { kind: 'cut', from: { span: 'reasoning' }, to: { span: 'decision' }, layers, heads },
    ];
  }
  const from = Math.min(...words.map(({ at }: Forced) => at));
  second.forced = [...(second.forced ?? []).filter(({ at }) => at < from), ...words];
  return second;
}

const ANSWER = ['answer', ' :', '?', ' .'];
const REASONS = ['reasons', ' :', ' it', ' looks', '!', ' .'];

function spanOf({ order }: Spec, at: number): Token['span'] {
  if (order === 'decision_first') return at < ANSWER.length ? 'decision' : 'reasoning';
  return at < REASONS.length ? 'reasoning' : 'decision';
}

/** What the model writes by itself: its findings bend to an answer that it can see, and its answer to a note. */
function ownWord(run: ToyRun): string {
  const { spec, output } = run;
  const text = spec.order === 'decision_first' ? [...ANSWER, ...REASONS] : [...REASONS, ...ANSWER];
  const word = text[output.length] ?? END;
  if (word === '?') {
    if (spec.task.kind === 'text' && spec.task.scene === 'mute') return ' maybe';
    return ` ${spec.note ?? (finding(run)?.text === ' odd' ? 'no' : 'yes')}`;
  }
  if (word !== '!') return word;
  if (spec.interventions?.length) return ' plain';
  return decided(run)?.text === ' no' ? ' odd' : ' calm';
}

function token(text: string, position: number, span: Token['span'], forced: boolean): Token {
  const id = WORDS.indexOf(text);
  const logprob = forced ? Math.log(0.25) : Math.log(0.75);
  return { position, id, text, span, forced, logprob, entropy: 0.5, top: [] };
}
