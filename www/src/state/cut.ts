import type { Intervention, Order, Spec } from '../engine/protocol.js';
import { unrecorded } from './recorded.js';

/**
 * The cut that the page offers: in every layer and head, what is written second can no longer look at what is
 * written first.
 */
function offered(order: Order): Intervention {
  const [first, second] =
    order === 'decision_first' ? (['decision', 'reasoning'] as const) : (['reasoning', 'decision'] as const);
  return { kind: 'cut', from: { span: second }, to: { span: first }, layers: 'all', heads: 'all' };
}

export function isCut({ interventions }: Spec): boolean {
  return !!interventions?.length;
}

/** The same experiment with the offered cut, or with none. Forced tokens stay: they stand before what the cut changes. */
export function withCut(spec: Spec, cut: boolean): Spec {
  return { ...unrecorded(spec), interventions: cut ? [offered(spec.order)] : [] };
}

/** What the cuts of an experiment keep from looking at what; empty where there are none. */
export function cutSentence(spec: Spec): string {
  if (!isCut(spec)) return '';
  // A link may bring any other cut.
  if (JSON.stringify(spec.interventions) !== JSON.stringify([offered(spec.order)]))
    return 'Some of the attention was cut.';
  return spec.order === 'decision_first'
    ? 'Its reasons could not look at the answer.'
    : 'Its answer could not look at the reasons.';
}
