import type { Reproduction } from '../engine/protocol.js';

/** What is known of a recording, in a sentence; empty where there is nothing to say. */
export function recordingSentence({
  claimed,
  running,
  reproduction,
}: {
  claimed: boolean;
  running: boolean;
  reproduction: Reproduction | null;
}): string {
  if (reproduction?.kind === 'same') return claimed ? 'Reproduced here, token for token.' : '';
  if (reproduction)
    return `Your run ${differsFrom(reproduction, claimed ? 'what the link’s author says they saw' : 'what was recorded')}`;
  if (!claimed) return '';
  return running
    ? 'Running it here …'
    : 'The grey words are what the link’s author says they saw. They have not been checked here.';
}

/** From where on a run differs, and why, as far as that is known. */
export function differsFrom({ at, why }: Extract<Reproduction, { kind: 'differs' }>, what: string): string {
  const place = at == null ? 'in its prompt' : `from token ${at + 1} on`;
  return [`differs from ${what}, ${place}.`, why].filter(Boolean).join(' ');
}
