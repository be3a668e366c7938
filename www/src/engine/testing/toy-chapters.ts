import type { Contrast, Spec } from '../protocol.js';
import { linkTo } from './link.js';
import { recorded, SCENE } from './toy-results.js';

/** The toy model, as experiments name it. */
export const MODEL = { id: 'toy', sha256: 'a'.repeat(64) };

export const FIRST: Spec = {
  version: 1,
  model: MODEL,
  task: { kind: 'cups', seed: 1 },
  order: 'decision_first',
};

/** Both answers to a question; the second run's is forced. */
export const BOTH_ANSWERS: Contrast = {
  version: 2,
  first: FIRST,
  differs: { kind: 'answer' },
  words: [{ at: 2, token: 'Ġno' }],
};

/** Both orders of a question. */
export const BOTH_ORDERS: Contrast = { version: 2, first: FIRST, differs: { kind: 'order' } };

const contrasts = { answers: BOTH_ANSWERS, orders: BOTH_ORDERS };

/** What `chapters.json` holds, of the toy model. */
export const TOY_CHAPTERS = Object.entries(contrasts).map(([id, contrast]) => ({
  id,
  title: `Chapter ${id}`,
  point: `The point of ${id}.`,
  next_hint: `see ${id}`,
  hash: linkTo(recorded(contrast)),
  scene: SCENE,
  conflicts: [[[11, 12]], [[11, 12]]],
}));
