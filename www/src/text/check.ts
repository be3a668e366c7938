import type { Access, Cups, Fact, Picture, Puzzle } from '../engine/protocol.js';
import { chainOf } from './access.js';
import { cupsOf } from './cups.js';

/** Limits of puzzles that visitors make. The engine checks them again (`crate/lab/src/task`). */
export const MOST_SWAPS = 8;
export const MOST_CUPS = 6;
export const FEWEST_DETAILS = 3;
export const MOST_DETAILS = 6;
export const MOST_FACTS = 20;

/** What keeps a puzzle from being asked, in one sentence; null if nothing does. */
export function whatIsWrong(puzzle: Puzzle): string | null {
  if ('cups' in puzzle) return wrongCups(puzzle.cups);
  return 'picture' in puzzle ? wrongPicture(puzzle.picture) : wrongAccess(puzzle.access);
}

function wrongCups(cups: Cups): string | null {
  const { swaps } = cups;
  if (swaps.length === 0) return 'It takes at least one swap.';
  if (swaps.length > MOST_SWAPS) return `There can be at most ${MOST_SWAPS} swaps.`;
  const same = swaps.findIndex(([a, b]) => a === b);
  if (same >= 0) return `Swap ${same + 1} takes two different cups.`;
  const count = cupsOf(cups).length;
  return count > MOST_CUPS ? `There can be at most ${MOST_CUPS} cups, and these are ${count}.` : null;
}

function wrongPicture({ details }: Picture): string | null {
  if (details.length < FEWEST_DETAILS) return `A picture takes at least ${FEWEST_DETAILS} details.`;
  if (details.length > MOST_DETAILS) return `A picture can have at most ${MOST_DETAILS} details.`;
  const twice = details.find(({ who }, index) => details.findIndex(other => other.who === who) < index);
  return twice ? `Everybody can be in the picture once, and the ${twice.who} is there twice.` : null;
}

function wrongAccess(access: Access): string | null {
  const { facts, key, volume } = access;
  if (facts.length > MOST_FACTS) return `There can be at most ${MOST_FACTS} facts.`;
  const told = facts.map(subject);
  const twice = told.find((thing, index) => told.indexOf(thing) < index);
  if (twice) return `Two facts are about ${twice}; only one of them can be true.`;
  const chain = chainOf(access);
  if (!chain.project) return `No fact says what key k${key} opens.`;
  if (!chain.zone) return `No fact says which zone project ${chain.project} uses.`;
  if (!chain.rule) return `No fact says what zone ${chain.zone} allows.`;
  return chain.class ? null : `No fact says what volume v${volume} holds.`;
}

/** What a fact is about: “key k2”, “project cedar”. */
function subject(fact: Fact): string {
  if ('key' in fact) return `key k${fact.key[0]}`;
  if ('project' in fact) return `project ${fact.project[0]}`;
  if ('rule' in fact) return `zone ${fact.rule[0]}`;
  return `volume v${fact.volume[0]}`;
}
