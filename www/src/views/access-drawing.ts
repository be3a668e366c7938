import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { Access, Fact, Lookup } from '../engine/protocol.js';
import { factText, type Tables, tables } from '../text/access.js';
import { listed } from '../text/format.js';

const WIDTH = 380;
const TOP = 18;
/** Height of the columns: the same for every scene of usual length. */
const COLUMNS = 136;
const LEAST_ROW = 24;
const PILL = 21;
/** Volumes stand under the columns, so many in a row. */
const VOLUMES = 3;
const VOLUME_ROW = 25;

/** Where each column has its middle, and how wide its pills are. */
const KEY = { x: 24, width: 42 };
const PROJECT = { x: 122, width: 62 };
const ZONE = { x: 222, width: 58 };
const RULE = { x: 325, width: 90 };
/** To the right of the last column, where the way goes down to the volumes. */
const MARGIN = 377;
const VOLUME = { x: 106, width: 86, step: 94 };

export const accessStyle = css`
  .access {
    display: block;
    width: 100%;
    overflow: visible;
  }
  .access text {
    fill: var(--ink);
    font: 500 14px var(--sans);
    text-anchor: middle;
    dominant-baseline: central;
  }
  .access .head {
    fill: var(--quiet);
    font-size: 12px;
  }
  .access .pill {
    fill: var(--card);
    stroke: var(--line);
    stroke-width: 1.25;
  }
  .access .link {
    fill: none;
    stroke: var(--edge);
    stroke-width: 1.25;
  }
  .access .wanted .pill {
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .access .found .pill {
    stroke: var(--ball);
    stroke-width: 3;
  }
  .access .wanted text,
  .access .found text {
    font-weight: 700;
  }
  .access .badge {
    fill: var(--paper);
    stroke: var(--ink);
    stroke-width: 1.25;
  }
  .access .wanted .mark {
    font: 600 11px var(--serif);
  }
`;

/** Everything that the facts name, in columns, so ordered that no two lines cross. */
interface Plan {
  tables: Tables;
  columns: { keys: number[]; projects: string[]; zones: string[] };
  volumes: number[];
  height: number;
}

/** What the way to the answer leads through. */
interface Way {
  key?: number;
  project?: string;
  zone?: string;
  /** Where the rule is about the volume's class. */
  volume?: number;
}

/** The facts, drawn: from keys to projects, zones and what these allow; and the way to the answer, if given. */
export function drawAccess(access: Access, words: string, lookups: readonly Lookup[] | null): TemplateResult {
  const plan = lay(access);
  const facts = (lookups ?? []).map(({ fact }) => fact);
  const found = wayOf(facts);
  const rows = Math.ceil(plan.volumes.length / VOLUMES);
  const height = TOP + plan.height + 8 + rows * VOLUME_ROW;
  return html`<svg class="access" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${describe(access, words, facts)}>
    ${heads(plan)} ${links(plan)} ${lookups ? way(plan, found) : nothing}
    ${pills(plan, access, found)} ${volumes(plan, access, found)}
  </svg>`;
}

function wayOf(facts: readonly Fact[]): Way {
  const way: Way = {};
  for (const fact of facts) {
    if ('key' in fact) [way.key, way.project] = fact.key;
    else if ('project' in fact) way.zone = fact.project[1];
    else if ('volume' in fact) way.volume = fact.volume[0];
  }
  return way;
}

function describe({ key, volume }: Access, words: string, facts: readonly Fact[]): string {
  const found = facts.length > 0 ? ` What answers it, in turn: ${listed(facts.map(factText))}.` : '';
  return `Facts: ${words} Asked about: key k${key} and volume v${volume}.${found}`;
}

function lay({ facts, key, volume }: Access): Plan {
  const found = tables(facts);
  const zones: string[] = [...new Set([...found.projects.values(), ...found.rules.keys()])];
  const rank = (name: string | undefined, of: readonly string[]) =>
    of.indexOf(name ?? '') + 1 || of.length + 1;
  const projects = [...new Set([...found.projects.keys(), ...found.keys.values()])].toSorted(
    (a, b) => rank(found.projects.get(a), zones) - rank(found.projects.get(b), zones),
  );
  const keys = [...new Set([...found.keys.keys(), key])].toSorted(
    (a, b) => rank(found.keys.get(a), projects) - rank(found.keys.get(b), projects),
  );
  const rows = Math.max(keys.length, projects.length, zones.length);
  return {
    tables: found,
    columns: { keys, projects, zones },
    volumes: [...new Set([...found.volumes.keys(), volume])].toSorted((a, b) => a - b),
    height: Math.max(COLUMNS, rows * LEAST_ROW),
  };
}

/** The height of the middle of one of a column's pills. */
function rowY<Name>({ height }: Plan, column: readonly Name[], name: Name): number {
  return TOP + ((column.indexOf(name) + 0.5) * height) / column.length;
}

function volumeAt(plan: Plan, volume: number): { x: number; y: number } {
  const index = plan.volumes.indexOf(volume);
  const y = TOP + plan.height + 8 + (Math.floor(index / VOLUMES) + 0.5) * VOLUME_ROW;
  return { x: VOLUME.x + (index % VOLUMES) * VOLUME.step, y };
}

function heads(plan: Plan): SVGTemplateResult[] {
  const named: [number, string][] = [
    [KEY.x, 'key'],
    [PROJECT.x, 'opens'],
    [ZONE.x, 'uses'],
    [RULE.x, 'allows'],
  ];
  const { y } = volumeAt(plan, plan.volumes[0] ?? 0);
  return [...named.map(([x, name]) => head(x, 8, name)), head(KEY.x + 6, y, 'volume')];
}

function head(x: number, y: number, name: string): SVGTemplateResult {
  return svg`<text class="head" x=${x} y=${y}>${name}</text>`;
}

/** From the right end of a pill to the left end of one in the next column. */
function curve(from: { x: number; width: number }, y0: number, to: typeof from, y1: number): string {
  const [x0, x1] = [from.x + from.width / 2, to.x - to.width / 2];
  const bend = (x1 - x0) * 0.5;
  return `${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}

function links(plan: Plan): SVGTemplateResult[] {
  const { columns, tables: found } = plan;
  const { keys, projects, zones } = columns;
  const lines = [
    ...[...found.keys].map(([a, b]) => curve(KEY, rowY(plan, keys, a), PROJECT, rowY(plan, projects, b))),
    ...[...found.projects].map(([a, b]) =>
      curve(PROJECT, rowY(plan, projects, a), ZONE, rowY(plan, zones, b)),
    ),
    ...[...found.rules.keys()].map(name => {
      const y = rowY(plan, zones, name);
      return curve(ZONE, y, RULE, y);
    }),
  ];
  return lines.map(line => svg`<path class="link" d="M${line}" />`);
}

/** The way from the key to the rule, and on to the volume where the rule is about its class. */
function way(plan: Plan, { key, project, zone, volume }: Way): SVGTemplateResult {
  const { keys, projects, zones } = plan.columns;
  const [y0, y1, y2] = [
    rowY(plan, keys, key ?? 0),
    rowY(plan, projects, project ?? ''),
    rowY(plan, zones, zone ?? ''),
  ];
  const parts = [curve(KEY, y0, PROJECT, y1), curve(PROJECT, y1, ZONE, y2), curve(ZONE, y2, RULE, y2)];
  if (volume !== undefined) {
    const { x, y } = volumeAt(plan, volume);
    const low = TOP + plan.height;
    const right = RULE.x + RULE.width / 2;
    parts.push(
      `${right} ${y2}H${MARGIN - 6}Q${MARGIN} ${y2} ${MARGIN} ${y2 + 6}V${low - 6}Q${MARGIN} ${low} ${MARGIN - 6} ${low}H${x + 6}Q${x} ${low} ${x} ${low + 6}V${y}`,
    );
  }
  return svg`<path class="path" pathLength="1" d="M${parts.join('L')}" />`;
}

interface Look {
  wanted?: boolean;
  found?: boolean;
}

function pill(column: { x: number; width: number }, y: number, name: string, look: Look): SVGTemplateResult {
  const { x, width } = column;
  const left = x - width / 2;
  return svg`<g class=${classMap({ ...look })}>
    <rect class="pill" x=${left} y=${y - PILL / 2} width=${width} height=${PILL} rx=${PILL / 2} />
    <text x=${x} y=${y}>${name}</text>
    ${look.wanted ? svg`<circle class="badge" cx=${left + 3} cy=${y - 9} r="7" /><text class="mark" x=${left + 3} y=${y - 9}>?</text>` : nothing}
  </g>`;
}

function pills(plan: Plan, asked: Access, way: Way): SVGTemplateResult[] {
  const { keys, projects, zones } = plan.columns;
  return [
    ...keys.map(key => {
      const look = { wanted: key === asked.key, found: key === way.key };
      return pill(KEY, rowY(plan, keys, key), `k${key}`, look);
    }),
    ...projects.map(name => pill(PROJECT, rowY(plan, projects, name), name, { found: name === way.project })),
    ...zones.map(name => pill(ZONE, rowY(plan, zones, name), name, { found: name === way.zone })),
    ...[...plan.tables.rules].map(([name, rule]) =>
      pill(RULE, rowY(plan, zones, name), rule, { found: name === way.zone }),
    ),
  ];
}

function volumes(plan: Plan, asked: Access, way: Way): SVGTemplateResult[] {
  return plan.volumes.map(number => {
    const { x, y } = volumeAt(plan, number);
    const look = { wanted: number === asked.volume, found: number === way.volume };
    return pill({ x, width: VOLUME.width }, y, `v${number} ${plan.tables.volumes.get(number) ?? ''}`, look);
  });
}
