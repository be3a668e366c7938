import type { Reproduction } from '../engine/protocol.js';

/** What is known of a link's recordings, in a sentence; empty where there is nothing to say. */
export function recordingSentence({
  claimed,
  running,
  reproductions,
}: {
  /** Whether they came with a link of another's. */
  claimed: boolean;
  running: boolean;
  /** Of each run that is over and was recorded. */
  reproductions: readonly Reproduction[];
}): string {
  const differs = reproductions.find(({ kind }) => kind === 'differs');
  if (differs?.kind === 'differs')
    return `A run here ${differsFrom(differs, claimed ? 'what the link’s author says they saw' : 'what was recorded')}`;
  if (!claimed) return '';
  if (reproductions.length > 0) return 'Reproduced here, token for token.';
  return running
    ? 'Running it here …'
    : 'The grey words are what the link’s author says they saw. They have not been checked here.';
}

/** From where on a run differs, and why, as far as that is known. */
export function differsFrom({ at, why }: Extract<Reproduction, { kind: 'differs' }>, what: string): string {
  const place = at == null ? 'in its prompt' : `from token ${at + 1} on`;
  return [`differs from ${what}, ${place}.`, why].filter(Boolean).join(' ');
}
