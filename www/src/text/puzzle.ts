import type { Kind, Puzzle, Scene } from '../engine/protocol.js';
import { chainOf, linksOf } from './access.js';

/** Which task a puzzle belongs to. */
export function kindOf(puzzle: Puzzle): Kind {
  if ('cups' in puzzle) return 'cups';
  return 'picture' in puzzle ? 'picture' : 'access';
}

/** How long a chain of thought it takes: swaps, details, look-ups. */
export function sizeOf(puzzle: Puzzle): number {
  if ('cups' in puzzle) return puzzle.cups.swaps.length;
  if ('picture' in puzzle) return puzzle.picture.details.length;
  return linksOf(chainOf(puzzle.access)).length;
}

/** About how many letters the model will write, so that room can be kept for them. */
export function expectedLetters({ puzzle, text }: Scene): number {
  if (!puzzle) return 1.5 * text.length;
  const size = sizeOf(puzzle);
  if ('cups' in puzzle) return 100 + 28 * size;
  return 'picture' in puzzle ? 60 + 34 * size : 50 + 30 * size;
}
