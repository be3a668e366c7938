/**
 * Reads a permalink without the engine, so that what its author saw can be shown at once. All of it is a stranger's claim: it is
 * checked for its form here, shown as text, and judged by a run.
 */
import { MOST_TOKENS, SPANS } from 'virtual:tables';
import { cutsAny, labelsOf } from './labels.js';
import { unpack } from './unpack.js';

const DIFFERENCES = ['nothing', 'answer', 'order', 'cut', 'note', 'word'] as const;

/** What part of an experiment a token belongs to. */
export type RecordedSpan = (typeof SPANS)[number];

/** A token as the link's author saw it. */
export interface RecordedToken {
  text: string;
  span: RecordedSpan;
  /** Its probability; null where the link doesn't say. */
  probability: number | null;
  forced: boolean;
}

/** A run of which a link says what its author saw. */
export interface RecordedRun {
  order: 'decision_first' | 'reasoning_first';
  /** What was done to it, a short label each. */
  labels: string[];
  /** The words in it that are not the model's own choice. */
  forced: string[];
  /** The answer that a note in its prompt states. */
  note: string | null;
  /** Whether some of its attention is cut. */
  isCut: boolean;
  /** The two answers, as the question words them. */
  choices: [string, string];
  /** The prompt; empty where the link is without. */
  prompt: RecordedToken[];
  /** What was written; empty where the link does not say. */
  output: RecordedToken[];
}

/** What a link says that its author saw. */
export interface RecordedContrast {
  /** The link's hash part. */
  hash: string;
  /** The model's id. */
  model: string;
  differs: (typeof DIFFERENCES)[number];
  /** The words forced in the second run alone. */
  words: string[];
  /** One run, or two; at least one with an output. */
  runs: RecordedRun[];
}

type Data = Record<string, unknown>;
type Difference = RecordedContrast['differs'];

/** The recordings in a link's hash part, `#v1.…` or `#v2.…`; null where there is none, or none that can be read. */
export async function readRecorded(hash: string): Promise<RecordedContrast | null> {
  try {
    const { version, json } = await unpack(hash);
    const data = json as Data;
    const contrast = version === 2 ? (data as unknown as Stored) : ofVersion1(data);
    return contrast && recordedContrast(hash, contrast);
  } catch {
    return null;
  }
}

/** A contrast as a link holds it; nothing of it has been checked. */
interface Stored {
  first: Data;
  differs?: Data;
  words?: unknown;
  recordings?: unknown;
}

/**
 * A link of version 1 holds one run. Where the last word that it forces is the answer, by its recording's own labels, the run stands
 * beside the model's own, of which nothing is recorded.
 */
function ofVersion1(spec: Data): Stored {
  const { recording, ...first } = spec;
  const forced = list(spec.forced ?? []) as Data[];
  const last = forced.toSorted((a, b) => Number(a.at) - Number(b.at)).at(-1);
  const token = last && tokensOf(recording as Data, 'other')[Number(last.at)];
  const isAnswer =
    token?.span === 'decision' && choicesOf(spec.task as Data).some(choice => isWord(token.text, choice));
  if (!isAnswer) return { first, recordings: [recording, null] };
  return {
    first: { ...first, forced: forced.filter(one => one !== last) },
    differs: { kind: 'answer' },
    words: [last],
    recordings: [null, recording],
  };
}

function recordedContrast(
  hash: string,
  { first, differs, words, recordings }: Stored,
): RecordedContrast | null {
  const [one, two] = list(recordings ?? []).map(recording => (recording ?? null) as Data | null);
  const kind = (differs?.kind ?? 'nothing') as Difference;
  if (!DIFFERENCES.includes(kind)) throw new TypeError('no difference');
  if (!one && !two) return null;
  const choices = choicesOf(first.task as Data);
  const runs = [recordedRun(first, one ?? null, choices)];
  if (kind !== 'nothing')
    runs.push(recordedRun(second(first, kind, differs ?? {}, words), two ?? null, choices));
  // A prompt is the same in both runs where neither its order nor its note is what differs.
  const [left, right] = runs;
  if (left && right && kind !== 'order' && kind !== 'note') {
    if (left.prompt.length === 0) left.prompt = right.prompt;
    else if (right.prompt.length === 0) right.prompt = left.prompt;
  }
  const own = (list(words ?? []) as Data[]).map(one => wordOf(one, right?.output));
  return { hash, model: String((first.model as Data).id), differs: kind, words: own, runs };
}

/** The second run's experiment, as `Contrast::second` of `crate/lab` makes it. */
function second(first: Data, kind: Difference, differs: Data, words: unknown): Data {
  const spec = { ...first };
  let forced = list(spec.forced ?? []) as Data[];
  let interventions = list(spec.interventions ?? []) as Data[];
  if (kind === 'order') {
    spec.order = spec.order === 'decision_first' ? 'reasoning_first' : 'decision_first';
    forced = [];
    interventions = interventions.filter(({ from, to }) =>
      [from, to].every(place => 'span' in (place as Data)),
    );
  }
  if (kind === 'cut') {
    const [later, earlier] =
      spec.order === 'decision_first' ? ['reasoning', 'decision'] : ['decision', 'reasoning'];
    const { layers, heads } = differs;
    interventions = [...interventions, { from: { span: later }, to: { span: earlier }, layers, heads }];
  }
  if (kind === 'note') spec.note = differs.says;
  const own = list(words ?? []) as Data[];
  const from = Math.min(...own.map(({ at }) => Number(at)));
  return { ...spec, interventions, forced: [...forced.filter(({ at }) => Number(at) < from), ...own] };
}

function recordedRun(spec: Data, recording: Data | null, choices: [string, string]): RecordedRun {
  const { order, sampling } = spec;
  if (order !== 'decision_first' && order !== 'reasoning_first') throw new TypeError('no order');
  const output = recording ? tokensOf(recording, order === 'decision_first' ? 'decision' : 'reasoning') : [];
  const isGreedy = !sampling || (sampling as Data).kind === 'greedy';
  const interventions = list(spec.interventions ?? []);
  const places = (list(spec.forced ?? []) as Data[]).toSorted((a, b) => Number(a.at) - Number(b.at));
  const forced: string[] = [];
  for (const one of places) {
    const token = output[Number(one.at)];
    // What the model was surer of than of all else together it would have chosen by itself.
    if (isGreedy && (token?.probability ?? 0) > 0.5) continue;
    if (token) token.forced = true;
    forced.push(wordOf(one, output));
  }
  const note = spec.note == null ? null : answerWord(spec.note, choices);
  const labels = labelsOf({ forced, interventions, note, sampling });
  const { texts, parts } = (recording?.given ?? { texts: [], parts: [] }) as Data;
  const prompt = labelled(texts, parts, 'other');
  return { order, labels, forced, note, isCut: cutsAny(interventions), choices, prompt, output };
}

/** A forced word as the recording has it, or else the model's vocabulary. */
function wordOf({ at, token }: Data, output: readonly RecordedToken[] = []): string {
  return output[Number(at)]?.text ?? String(token).replace(/^[Ġ▁]/, '');
}

/** The tokens of a recording, without word of which were forced; `plain` is what they are part of where it has no labels. */
function tokensOf(recording: Data | undefined, plain: RecordedSpan): RecordedToken[] {
  const { texts, parts, chances } = recording ?? { texts: [] };
  const probabilities = list(chances ?? []);
  return labelled(texts, parts, plain).map((token, at) => {
    const given = probabilities[at];
    const probability = typeof given === 'number' && given >= 0 && given <= 1 ? given : null;
    return { ...token, probability };
  });
}

function labelled(from: unknown, parts: unknown, plain: RecordedSpan): RecordedToken[] {
  const texts = list(from);
  if (texts.length > MOST_TOKENS) throw new RangeError('too many');
  const spans: RecordedSpan[] = [];
  for (const part of list(parts ?? [])) {
    const { span, count } = part as { span: RecordedSpan; count: number };
    if (!SPANS.includes(span) || !(spans.length + count <= texts.length)) throw new TypeError('no label');
    spans.push(...Array<RecordedSpan>(count).fill(span));
  }
  return texts.map((text, at) => {
    if (typeof text !== 'string') throw new TypeError('no text');
    return { text, span: spans[at] ?? plain, probability: null, forced: false };
  });
}

function choicesOf({ kind, choices }: Data): [string, string] {
  if (kind !== 'text') return ['yes', 'no'];
  const [yes, no] = list(choices).map(word => String(word).trim());
  return [yes ?? '', no ?? ''];
}

function answerWord(answer: unknown, [yes, no]: [string, string]): string {
  if (answer !== 'yes' && answer !== 'no') throw new TypeError('no answer');
  return answer === 'yes' ? yes : no;
}

/** Whether a token is this word. A tokenizer may fold case. */
export function isWord(text: string, word: string): boolean {
  return text.trim().toLowerCase() === word.toLowerCase();
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value;
}
