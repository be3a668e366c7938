import { css, html, svg, type TemplateResult } from 'lit';

/** A value on the axis: what was measured, or what it is held against. */
export interface Dot {
  value: number;
  name: string;
  /** A full dot is what was measured; a ring is where it started. */
  full: boolean;
}

const WIDTH = 320;
const HEIGHT = 30;
const EDGE = 10;

export const bandStyle = css`
  .band {
    display: block;
    width: 100%;
    max-width: 30rem;
    overflow: visible;
  }
  .band .axis {
    stroke: var(--edge);
  }
  .band .range {
    fill: var(--line);
    stroke: var(--edge);
  }
  .band .draw {
    stroke: var(--quiet);
  }
  .band .full {
    fill: var(--ink);
  }
  .band .ring {
    fill: var(--card);
    stroke: var(--ink);
    stroke-width: 2;
  }
`;

/** Random cuts as a band with a line for each draw, and the dots that are held against them, on one axis from `low` to `high`. */
export function drawBand(
  values: readonly number[],
  dots: readonly Dot[],
  [low, high]: readonly [number, number],
  label: string,
): TemplateResult {
  const room = high - low || 1;
  const x = (value: number) => EDGE + ((value - low) / room) * (WIDTH - 2 * EDGE);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return html`<svg class="band" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    <path class="axis" d="M${EDGE} 15H${WIDTH - EDGE}" />
    ${values.length > 0 ? svg`<rect class="range" x=${x(min) - 2} y="6" width=${x(max) - x(min) + 4} height="18" rx="3" />` : ''}
    ${values.map(value => svg`<path class="draw" d="M${x(value)} 8v14" />`)}
    ${dots.map(({ value, name, full }) => svg`<circle class=${full ? 'full' : 'ring'} cx=${x(value)} cy="15" r="6"><title>${name}</title></circle>`)}
  </svg>`;
}

/** The ends of an axis on which all of these have room. */
export function axisOf(values: readonly number[]): readonly [number, number] {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const room = (max - min || 1) * 0.06;
  return [min - room, max + room];
}
