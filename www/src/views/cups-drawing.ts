import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { ballPath, type Cups } from '../text/cups.js';
import { listed } from '../text/format.js';

const WIDTH = 380;
const LEFT = 92;
const RIGHT = 36;
const TOP = 20;
/** Height of the rows together, however many there are, so that no scene moves what is below it. */
const ROWS = 172;

export const cupsStyle = css`
  svg {
    display: block;
    width: 100%;
    overflow: visible;
  }
  text {
    fill: var(--ink);
    font: 500 15px var(--sans);
    dominant-baseline: central;
  }
  .step {
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
  .path {
    fill: none;
    stroke: var(--ball);
    stroke-width: 4;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-dasharray: 1;
    animation: draw 1.6s ease-in-out;
  }
  @keyframes draw {
    from {
      stroke-dashoffset: 1;
    }
    to {
      stroke-dashoffset: 0;
    }
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
  .mark {
    font: 600 17px var(--serif);
    text-anchor: middle;
  }
  .cup {
    stroke: var(--ink);
    stroke-width: 1.25;
    stroke-linejoin: round;
  }
  .red {
    fill: #d14b41;
  }
  .blue {
    fill: #3f74c4;
  }
  .green {
    fill: #4a9a62;
  }
  .white {
    fill: #ffffff;
  }
  .black {
    fill: #26262a;
  }
  .pink {
    fill: #f0a3bd;
  }
  @media (prefers-reduced-motion: reduce) {
    .path {
      animation: none;
    }
  }
`;

/** The scene, drawn: a line for each cup, crossing another where the two are swapped; and the ball's way, if asked. */
export function drawCups(cups: Cups, followed: boolean): TemplateResult {
  return html`<svg viewBox="0 0 ${WIDTH} ${TOP + ROWS}" role="img" aria-label=${describe(cups, followed)}>
    ${cups.swaps.map((_, index) => svg`<text class="step" x=${stepX(cups, index + 0.5)} y="8">${index + 1}</text>`)}
    ${lanes(cups)} ${followed ? path(cups) : nothing} ${cups.cups.map((name, row) => cup(cups, name, row))}
    ${ends(cups, followed)}
  </svg>`;
}

function describe(cups: Cups, followed: boolean): string {
  const swaps = cups.swaps.map(([a, b]) => `${a} with ${b}`).join(', ');
  const found = followed ? ` It ends under ${ballPath(cups).at(-1)}.` : '';
  return `Cups: ${listed(cups.cups)}. The ball starts under ${cups.start}. Swapped, in this order: ${swaps}.${found}`;
}

function stepX({ swaps }: Cups, step: number): number {
  return LEFT + ((WIDTH - LEFT - RIGHT) * step) / swaps.length;
}

function rowY({ cups }: Cups, row: number): number {
  return TOP + ((row + 0.5) * ROWS) / cups.length;
}

/** From a row before a swap to a row after it. */
function curve(cups: Cups, step: number, from: number, to: number): string {
  const [x0, x1] = [stepX(cups, step), stepX(cups, step + 1)];
  const bend = (x1 - x0) * 0.5;
  const [y0, y1] = [rowY(cups, from), rowY(cups, to)];
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}

/** All that lies under the cups, moving from row to row. A crossing line passes over the other. */
function lanes(cups: Cups): SVGTemplateResult[] {
  const rowOf = (name: string) => cups.cups.indexOf(name);
  return cups.swaps.flatMap(([a, b], step) => {
    const still = cups.cups.filter(name => name !== a && name !== b).map(rowOf);
    const [under, over] = [curve(cups, step, rowOf(a), rowOf(b)), curve(cups, step, rowOf(b), rowOf(a))];
    return [
      ...still.map(row => svg`<path class="lane" d=${curve(cups, step, row, row)} />`),
      svg`<path class="lane" d=${under} /><path class="over" d=${over} /><path class="lane" d=${over} />`,
    ];
  });
}

function path(cups: Cups): SVGTemplateResult {
  const rows = ballPath(cups).map(name => cups.cups.indexOf(name));
  const parts = rows.slice(1).map((row, step) => curve(cups, step, rows[step] ?? row, row));
  const joined = parts.map((part, index) => (index === 0 ? part : part.slice(part.indexOf('C')))).join('');
  return svg`<path class="path" pathLength="1" d=${joined} />`;
}

function cup(cups: Cups, name: string, row: number): SVGTemplateResult {
  const y = rowY(cups, row);
  return svg`<path class=${classMap({ cup: true, [name]: true })} d="M5 ${y - 8}h9l4 16h-17z" />
    <text x="28" y=${y}>${name}</text>`;
}

/** The ball where it starts (and ends, once followed), and the cup that is asked about. */
function ends(cups: Cups, followed: boolean): SVGTemplateResult {
  const start = rowY(cups, cups.cups.indexOf(cups.start));
  const asked = rowY(cups, cups.cups.indexOf(cups.asked));
  const end = rowY(cups, cups.cups.indexOf(ballPath(cups).at(-1) ?? cups.start));
  return svg`<circle class="ball" cx=${LEFT} cy=${start} r="7" />
    <circle class="asked" cx=${WIDTH - 12} cy=${asked} r="12" /><text class="mark" x=${WIDTH - 12} y=${asked}>?</text>
    ${followed ? svg`<circle class="ball" cx=${WIDTH - RIGHT} cy=${end} r="7" />` : nothing}`;
}
