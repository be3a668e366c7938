import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { Colour, Cups } from '../engine/protocol.js';
import { cupsOf } from '../text/cups.js';
import { listed } from '../text/format.js';

const WIDTH = 380;
const LEFT = 92;
const RIGHT = 36;
const TOP = 14;
/** Height of a cup's row. */
const ROW = 20;

/** The cups' colours, the same by day and by night: they are what the words say. */
const FILLS: Readonly<Record<Colour, string>> = {
  red: '#d14b41',
  blue: '#3f74c4',
  green: '#4a9a62',
  white: '#ffffff',
  black: '#26262a',
  pink: '#f0a3bd',
  orange: '#ee8a2e',
  yellow: '#f5d33f',
  purple: '#7d55b5',
  brown: '#7f5539',
};

export const cupsStyle = css`
  .cups {
    display: block;
    width: 100%;
    overflow: visible;
  }
  .cups text {
    fill: var(--ink);
    font: 500 15px var(--sans);
    dominant-baseline: central;
  }
  .cups .step {
    fill: var(--quiet);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    text-anchor: middle;
  }
  .lane {
    fill: none;
    stroke: var(--edge);
    stroke-width: 1.25;
  }
  .over {
    fill: none;
    stroke: var(--paper);
    stroke-width: 6;
  }
  .ball {
    fill: var(--ball);
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .asked {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .cups .mark {
    font: 600 16px var(--serif);
    text-anchor: middle;
  }
  .cup {
    stroke: var(--ink);
    stroke-width: 1.25;
    stroke-linejoin: round;
  }
`;

/** A scene of cups with where each of them is drawn. */
interface Plan {
  cups: readonly Colour[];
  scene: Cups;
  /** The ball's cup at the start and after each swap, where its way is to be seen. */
  path: readonly Colour[] | null;
  rowOf: (cup: Colour) => number;
}

/** The scene, drawn: a line for each cup, crossing another where the two are swapped; and the ball's way, if given. */
export function drawCups(scene: Cups, path: readonly Colour[] | null): TemplateResult {
  const cups = cupsOf(scene);
  const plan: Plan = { cups, scene, path, rowOf: cup => cups.indexOf(cup) };
  return html`<svg class="cups" viewBox="0 0 ${WIDTH} ${TOP + cups.length * ROW}" role="img" aria-label=${describe(plan)}>
    ${scene.swaps.map((_, index) => svg`<text class="step" x=${stepX(plan, index + 0.5)} y="6">${index + 1}</text>`)}
    ${lanes(plan)} ${path ? way(plan, path) : nothing} ${cups.map(name => cup(plan, name))}
    ${ends(plan)}
  </svg>`;
}

function describe({ cups, scene, path }: Plan): string {
  const swaps = scene.swaps.map(([a, b]) => `${a} with ${b}`).join(', ');
  const found = path ? ` It ends under ${path.at(-1)}.` : '';
  return `Cups: ${listed(cups)}. The ball starts under ${scene.start}. Swapped, in this order: ${swaps}. Asked about: ${scene.asked}.${found}`;
}

function stepX({ scene }: Plan, step: number): number {
  return LEFT + ((WIDTH - LEFT - RIGHT) * step) / scene.swaps.length;
}

function rowY(row: number): number {
  return TOP + (row + 0.5) * ROW;
}

/** From a row before a swap to a row after it. */
function curve(plan: Plan, step: number, from: number, to: number): string {
  const [x0, x1] = [stepX(plan, step), stepX(plan, step + 1)];
  const bend = (x1 - x0) * 0.5;
  const [y0, y1] = [rowY(from), rowY(to)];
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}

/** All that lies under the cups, moving from row to row. A crossing line passes over the other. */
function lanes(plan: Plan): SVGTemplateResult[] {
  const { cups, scene, rowOf } = plan;
  return scene.swaps.flatMap(([a, b], step) => {
    const still = cups.filter(name => name !== a && name !== b).map(rowOf);
    const [under, over] = [curve(plan, step, rowOf(a), rowOf(b)), curve(plan, step, rowOf(b), rowOf(a))];
    return [
      ...still.map(row => svg`<path class="lane" d=${curve(plan, step, row, row)} />`),
      svg`<path class="lane" d=${under} /><path class="over" d=${over} /><path class="lane" d=${over} />`,
    ];
  });
}

function way(plan: Plan, path: readonly Colour[]): SVGTemplateResult {
  const rows = path.map(plan.rowOf);
  const parts = rows.slice(1).map((row, step) => curve(plan, step, rows[step] ?? row, row));
  const joined = parts.map((part, index) => (index === 0 ? part : part.slice(part.indexOf('C')))).join('');
  return svg`<path class="path" pathLength="1" d=${joined} />`;
}

function cup(plan: Plan, name: Colour): SVGTemplateResult {
  const y = rowY(plan.rowOf(name));
  return svg`<path class="cup" fill=${FILLS[name]} d="M5 ${y - 8}h9l4 16h-17z" /><text x="28" y=${y}>${name}</text>`;
}

/** The ball where it starts (and ends, where its way is to be seen), and the cup that is asked about. */
function ends({ scene, path, rowOf }: Plan): SVGTemplateResult {
  const end = path?.at(-1);
  const [start, asked] = [scene.start, scene.asked].map(name => rowY(rowOf(name)));
  return svg`<circle class="ball" cx=${LEFT} cy=${start} r="7" />
    <circle class="asked" cx=${WIDTH - 12} cy=${asked} r="10.5" /><text class="mark" x=${WIDTH - 12} y=${asked}>?</text>
    ${end ? svg`<circle class="ball" cx=${WIDTH - RIGHT} cy=${rowY(rowOf(end))} r="7" />` : nothing}`;
}
