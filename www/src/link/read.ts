/**
 * Reads a permalink without the engine, so that what its author saw can be shown at once. All of it is a stranger's claim: it is
 * checked for its form here, shown as text, and judged by a run.
 */

/** The longest link, in characters behind the prefix, the most bytes that it unpacks to, and the most tokens: those of `crate/lab`. */
const MOST_ENCODED = 8 * 1024;
const MOST_INFLATED = 64 * 1024;
const MOST_TOKENS = 4096;

const SPANS = [
  'start',
  'scene',
  'question',
  'note',
  'instruction',
  'reasoning',
  'decision',
  'other',
] as const;

/** What part of an experiment a token belongs to. */
export type ClaimedSpan = (typeof SPANS)[number];

/** A token as the link's author saw it. */
export interface ClaimedToken {
  text: string;
  span: ClaimedSpan;
  /** Its probability; null where the link doesn't say. */
  chance: number | null;
  forced: boolean;
}

/** What a link says that its author saw. */
export interface Claim {
  order: 'decision_first' | 'reasoning_first';
  model: string;
  /** The prompt; empty where the link is without. */
  prompt: ClaimedToken[];
  output: ClaimedToken[];
}

/** The recording in a link's hash part, `#v1.…`; null where there is none, or none that can be read. */
export async function readClaim(hash: string): Promise<Claim | null> {
  const encoded = /^#?v0*1\.([\w-]*)$/.exec(hash)?.[1];
  if (!encoded || encoded.length > MOST_ENCODED) return null;
  try {
    return claimOf(JSON.parse(await inflated(encoded)));
  } catch {
    return null;
  }
}

async function inflated(encoded: string): Promise<string> {
  const bytes = Uint8Array.from(atob(encoded.replace(/-/g, '+').replace(/_/g, '/')), letter =>
    letter.charCodeAt(0),
  );
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let json = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return json + decoder.decode();
    size += value.length;
    if (size > MOST_INFLATED) {
      await reader.cancel();
      throw new RangeError('too large');
    }
    json += decoder.decode(value, { stream: true });
  }
}

function claimOf(spec: unknown): Claim | null {
  const { order, model, forced, recording } = spec as Record<string, unknown>;
  if (order !== 'decision_first' && order !== 'reasoning_first') return null;
  const { texts, chances, parts, given } = recording as Record<string, unknown>;
  const places = new Set(list(forced ?? []).map(one => (one as { at: unknown }).at));
  const plain = order === 'decision_first' ? 'decision' : 'reasoning';
  const tokens = (from: unknown, labels: unknown, isOutput: boolean): ClaimedToken[] => {
    const words = list(from);
    if (words.length > MOST_TOKENS) throw new RangeError('too many');
    const spans: ClaimedSpan[] = [];
    for (const part of list(labels ?? [])) {
      const { span, count } = part as { span: ClaimedSpan; count: number };
      if (!SPANS.includes(span) || !(spans.length + count <= words.length)) throw new TypeError('no label');
      spans.push(...Array<ClaimedSpan>(count).fill(span));
    }
    return words.map((text, at) => {
      if (typeof text !== 'string') throw new TypeError('no text');
      const chance = isOutput ? list(chances ?? [])[at] : null;
      return {
        text,
        span: spans[at] ?? (isOutput ? plain : 'other'),
        chance: typeof chance === 'number' && chance >= 0 && chance <= 1 ? chance : null,
        forced: isOutput && places.has(at),
      };
    });
  };
  const { texts: asked, parts: labels } = (given ?? { texts: [] }) as Record<string, unknown>;
  return {
    order,
    model: String((model as Record<string, unknown>).id),
    prompt: tokens(asked, labels, false),
    output: tokens(texts, parts, true),
  };
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value;
}
