import { unpack } from '../../link/unpack.js';
import { EngineProblem } from '../problem.js';
import type { Contrast, ErrorKind, Spec } from '../protocol.js';

export async function contrastOf(hash: string): Promise<Contrast> {
  try {
    const { version, json } = await unpack(hash);
    if (version === 2) return json as Contrast;
    const { recording, ...first } = json as Spec;
    return { version: 2, first, differs: { kind: 'nothing' }, recordings: [recording, undefined] };
  } catch {
    throw problem('link', 'This link is damaged.');
  }
}

export function problem(what: ErrorKind, sentence: string): EngineProblem {
  return new EngineProblem({ what, sentence });
}

export function task(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** A message as it comes out of the worker: a copy, in which what is missing is null. */
export function sent(message: unknown): unknown {
  if (message instanceof Float32Array || typeof message !== 'object' || message === null)
    return message ?? null;
  if (Array.isArray(message)) return message.map(sent);
  return Object.fromEntries(Object.entries(message).map(([key, value]) => [key, sent(value)]));
}
