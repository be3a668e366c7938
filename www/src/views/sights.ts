import type { LitElement } from 'lit';
import type { Sight } from '../text/tour.js';

/** Where on the page a step of the tour points: in which part, and at what in it; at the whole part without that. */
const SIGHTS: Readonly<Record<Sight, { part: string; thing?: string }>> = {
  answer: { part: '.output', thing: '[data-answer]' },
  result: { part: 'fg-outcome' },
  order: { part: 'fg-controls', thing: '.segments' },
  cut: { part: 'fg-cut', thing: 'button' },
  share: { part: 'fg-controls', thing: '.share' },
};

export function findSight(page: ParentNode, sight: Sight): Element | null {
  const { part, thing } = SIGHTS[sight];
  const found = page.querySelector<LitElement>(part);
  return thing ? (found?.renderRoot.querySelector(thing) ?? null) : found;
}
