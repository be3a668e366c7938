import type { Kind, Puzzle, Scene } from '../engine/protocol.js';

/** Which task a puzzle belongs to. */
export function kindOf(puzzle: Puzzle): Kind {
  if ('cups' in puzzle) return 'cups';
  return 'picture' in puzzle ? 'picture' : 'access';
}

/** How long a chain of thought the answer takes: swaps, details, look-ups; 0 where the words are somebody's own. */
export function sizeOf({ puzzle, solution }: Scene): number {
  if (!puzzle) return 0;
  if ('cups' in puzzle) return puzzle.cups.swaps.length;
  if ('picture' in puzzle) return puzzle.picture.details.length;
  return solution && 'access' in solution ? solution.access.lookups.length : 0;
}
