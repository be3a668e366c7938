import type { Span, Token } from '../engine/protocol.js';

/** A stretch of the text that is all one part. */
export interface Passage {
  span: Span;
  /** Words with the punctuation that hangs on them, which no line break may part. */
  clusters: Token[][];
}

/**
 * Tokens by part of the text. The token that every text starts with has no row of its own but goes with what follows
 * it, and what fits no part, such as the mark of the end, goes with what is before it.
 */
export function passages(tokens: readonly Token[]): Passage[] {
  const found: Passage[] = [];
  for (const token of tokens) {
    let passage = found.at(-1);
    if (passage?.span === 'start') passage.span = token.span;
    if (!passage || (passage.span !== token.span && token.span !== 'other')) {
      passage = { span: token.span, clusters: [] };
      found.push(passage);
    }
    const cluster = passage.clusters.at(-1);
    // A token that brings its space with it begins a word; one that does not goes on with the one before.
    if (cluster && !/^\s/.test(token.text)) cluster.push(token);
    else passage.clusters.push([token]);
  }
  return found;
}
