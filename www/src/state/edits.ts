import type {
  Contrast,
  Difference,
  Dropped,
  Intervention,
  ModelInfo,
  Order,
  Spec,
  Task,
  Wish,
} from '../engine/protocol.js';
import { DEFAULT_SCENES } from '../text/scenes.js';

/** Another contrast in place of the one there is. */
export interface Edit {
  contrast: Contrast;
  /** The difference that is to be made once the first run is over. */
  awaits: Wish | null;
  /** What was chosen for the text before, and is left out. */
  dropped: Dropped;
}

/** The contrast of somebody who arrives without a link, at a model that the chapters are not about: both answers to a question. */
export function defaultEdit({ id, sha256 }: ModelInfo): Edit {
  const task = DEFAULT_SCENES.cups;
  const first: Spec = { version: 1, model: { id, sha256 }, task, order: 'decision_first' };
  return { contrast: alone(first), awaits: { kind: 'answer' }, dropped: { words: 0, cuts: 0 } };
}

/** A run with nothing beside it. */
function alone(first: Spec): Contrast {
  return { version: 2, first, differs: { kind: 'nothing' } };
}

/** The wish that a difference came from; a word belongs to one text, and leaves nothing to wish for. */
export function wishAgain(differs: Difference | undefined): Wish {
  if (!differs || differs.kind === 'word') return { kind: 'nothing' };
  return differs.kind === 'note' ? { kind: 'note' } : differs;
}

/** Whether a wish can only be met once the first run is over. */
export function takesTheFirst({ kind }: Wish): boolean {
  return kind !== 'nothing' && kind !== 'order';
}

/** The same question, with the first run in another order. */
export function inOrder(contrast: Contrast, wish: Wish, order: Order): Edit {
  return anew(contrast, wish, { ...contrast.first, order });
}

/** Another question, asked in the same way. */
export function withTask(contrast: Contrast, wish: Wish, task: Task): Edit {
  return anew(contrast, wish, { ...contrast.first, task });
}

/** The same contrast with nothing written, and with no word forced but what the second run differs in. */
export function untouched(contrast: Contrast, wish: Wish, isAwaited: boolean): Edit {
  const { first, differs, words = [] } = contrast;
  const isForced = (first.forced ?? []).length > 0;
  // What the second run changes still fits where the first stays what it is.
  if (!isForced && !isAwaited && differs?.kind !== 'word') {
    const { version } = contrast;
    const same: Contrast = { version, first, differs: differs ?? { kind: 'nothing' }, words };
    return { contrast: same, awaits: null, dropped: { words: 0, cuts: 0 } };
  }
  return beside({ ...first, forced: [] }, wish, { words: 0, cuts: 0 });
}

/**
 * Another text. Forced words were chosen for the one before, and so were cuts by position; cuts by label, a note and sampling mean
 * the same here.
 */
function anew({ first, differs, words = [] }: Contrast, wish: Wish, next: Spec): Edit {
  const interventions = first.interventions ?? [];
  const kept = interventions.filter(isByLabel);
  const chosen = differs?.kind === 'word' ? words.length : 0;
  return beside({ ...next, forced: [], interventions: kept }, wish, {
    words: (first.forced ?? []).length + chosen,
    cuts: interventions.length - kept.length,
  });
}

function beside(first: Spec, wish: Wish, dropped: Dropped): Edit {
  if (wish.kind === 'order') return { contrast: { ...alone(first), differs: wish }, awaits: null, dropped };
  return { contrast: alone(first), awaits: wish.kind === 'nothing' ? null : wish, dropped };
}

function isByLabel({ from, to }: Intervention): boolean {
  return 'span' in from && 'span' in to;
}
