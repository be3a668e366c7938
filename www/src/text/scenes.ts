import type { Kind, Task } from '../engine/protocol.js';

/** A task whose scenes come from seeds. */
export type Seeded = Extract<Task, { kind: Kind }>;

/** The scene of each task that opens first. */
export const DEFAULT_SCENES: Readonly<Record<Kind, Seeded>> = {
  cups: { kind: 'cups', seed: 5, swaps: 6 },
  picture: { kind: 'picture', seed: 9, details: 3 },
  access: { kind: 'access', seed: 7, links: 4 },
};

/** Seeds that the dice give; others can be typed. */
const SEEDS = 10_000;

/** The scene of a task with a seed, and of a size where one is given: so many swaps, details or look-ups. */
export function seeded(kind: Kind, seed: number, size: number | undefined): Seeded {
  if (kind === 'cups') return { kind, seed, swaps: size };
  return kind === 'picture' ? { kind, seed, details: size } : { kind, seed, links: size };
}

/** A seed that the dice give. */
export function anySeed(): number {
  return Math.floor(Math.random() * SEEDS);
}
