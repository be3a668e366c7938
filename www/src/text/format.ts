import type { Span } from '../engine/protocol.js';

const NARROW_SPACE = '\u202f';

/** As far as a sum of many rounded weights may fall short of a whole. */
const ROUNDING = 1e-5;

/** A share of one as “62 %”, or “−8 %”; what is not nothing is never shown as 0, and what is not all never as 100. */
export function percent(share: number, digits = 0): string {
  const least = 10 ** -(digits + 2);
  if (share < 1 - ROUNDING && share >= 1 - least / 2)
    return `>${NARROW_SPACE}${((1 - least) * 100).toFixed(digits)}${NARROW_SPACE}%`;
  if (share > 0 && share < least / 2)
    return `<${NARROW_SPACE}${(least * 100).toFixed(digits)}${NARROW_SPACE}%`;
  const said = (share * 100).toFixed(digits);
  return `${said.replace('-', Number(said) === 0 ? '' : '−')}${NARROW_SPACE}%`;
}

/** A log-probability as a probability, 0 to 1. */
export function probability(logprob: number): number {
  return Math.min(1, Math.exp(logprob));
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** “1.2 million” or “570 thousand”. */
export function roundCount(count: number): string {
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)} million` : `${Math.round(count / 1e3)} thousand`;
}

/** What a part of the text is called. */
export const SPAN_NAMES: Record<Span, string> = {
  start: 'first token',
  scene: 'scene',
  question: 'question',
  note: 'note',
  instruction: 'instruction',
  reasoning: 'reasons',
  decision: 'answer',
  other: 'other words',
};

/** “a”, “a and b”, “a, b and c”. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** A message as a sentence: with a capital, unless a file's name comes first, and a full stop. */
export function sentence(message: string): string {
  const text = /^[a-z]+[ ,]/.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
