import sprite from 'virtual:pictures';
import { type SVGTemplateResult, svg } from 'lit';
import type { Detail, Doing, Who } from '../engine/protocol.js';

/** A point, in the drawings' own measure: 32 by 32, with the ground at 30. */
type Point = readonly [number, number];

/** Somebody who can be in a picture. They all look to the left. */
interface Figure {
  /** Where a crown sits, where a trumpet is put, and where a telephone is held. */
  top: Point;
  mouth: Point;
  ear: Point;
  /** The colour of the body under a drawing that is only a head. */
  body?: string;
}

const FIGURES: Readonly<Record<Who, Figure>> = {
  squirrel: { top: [10, 5], mouth: [1, 14], ear: [13, 11] },
  dog: { top: [9, 8], mouth: [2, 13], ear: [15, 12] },
  cat: { top: [8, 8], mouth: [2, 14], ear: [14, 12] },
  bear: { top: [16, 6], mouth: [15, 23], ear: [29, 18], body: '#a56953' },
  penguin: { top: [16, 4], mouth: [14, 11], ear: [24, 10] },
  goat: { top: [8, 8], mouth: [2, 12], ear: [13, 11] },
  owl: { top: [16, 5], mouth: [15, 12], ear: [27, 12] },
  man: { top: [16, 5], mouth: [15, 24], ear: [28, 19], body: '#3f74c4' },
  woman: { top: [16, 5], mouth: [15, 24], ear: [28, 19], body: '#7d55b5' },
  girl: { top: [15, 5], mouth: [15, 24], ear: [28, 19], body: '#d9578a' },
  clown: { top: [16, 3], mouth: [15, 24], ear: [30, 19], body: '#f0b429' },
  robot: { top: [16, 4], mouth: [15, 25], ear: [30, 19], body: '#a29bb3' },
};

/** How large an animal is drawn, and a head, and how far a body lifts its head from the ground. */
const ANIMAL = 1.3;
const HEAD = 0.92;
const NECK = 17;
const TRACTOR = 1.9;

/** What of a tractor is in front of the driver. */
export const bonnet = svg`<clipPath id="bonnet"><rect x="-32" y=${(16 - 30) * TRACTOR} width="64" height="32" /></clipPath>`;

function drawing(name: Who | Doing | 'palette', x: number, y: number, size: number): SVGTemplateResult {
  return svg`<use href="${sprite}#${name}" x=${x} y=${y} width=${size} height=${size} />`;
}

/** A drawing with one of its own points at a place, enlarged, and turned about that point. */
function put(name: Doing | 'palette', at: Point, own: Point, scale: number, turn = 0): SVGTemplateResult {
  const [x, y] = own;
  return svg`<g transform="translate(${at[0]} ${at[1]}) rotate(${turn}) scale(${scale})">${drawing(name, -x, -y, 32)}</g>`;
}

/** Somebody standing with the feet at 0, 0. */
function stand(who: Who): SVGTemplateResult {
  const { body } = FIGURES[who];
  if (!body) return svg`<g transform="scale(${ANIMAL})">${drawing(who, -16, -30, 32)}</g>`;
  return svg`<path fill=${body} d="M-7 -24h14q6 0 6.500 6l1.500 13h-5v5h-8.500v-4h-3v4h-8.500v-5h-5l1.500 -13q.5 -6 6.500 -6z" />
    <g transform="translate(0 ${-NECK}) scale(${HEAD})">${drawing(who, -16, -30, 32)}</g>`;
}

/** Where a point of somebody's drawing is, once they stand. */
function place(who: Who, [x, y]: Point): Point {
  const { body } = FIGURES[who];
  const scale = body ? HEAD : ANIMAL;
  return [(x - 16) * scale, (y - 30) * scale - (body ? NECK : 0)];
}

function near([x, y]: Point, dx: number, dy: number): Point {
  return [x + dx, y + dy];
}

/** Somebody with the thing that they do it with; the ground is at 0. */
export function drawDetail({ who, doing }: Detail): SVGTemplateResult {
  const [top, mouth, ear] = [FIGURES[who].top, FIGURES[who].mouth, FIGURES[who].ear].map(at =>
    place(who, at),
  ) as [Point, Point, Point];
  const figure = stand(who);
  switch (doing) {
    case 'newspaper':
      return svg`${figure}${put(doing, near(mouth, -9, FIGURES[who].body ? 12 : 8), [16, 16], 0.66, -8)}`;
    case 'bicycle':
      return svg`<g transform="translate(5 -20) scale(.9)">${figure}</g>${put(doing, [0, 0], [16, 30], 1.45)}`;
    case 'apple':
      return svg`${figure}${put(doing, near(mouth, -5, 1), [16, 17], 0.42, -12)}`;
    case 'crown':
      return svg`${figure}${put(doing, near(top, 0, 2), [16, 29], 0.6, FIGURES[who].body ? 0 : -8)}`;
    case 'trumpet':
      // Turned round, so that the mouthpiece is at the mouth.
      return svg`${figure}<g transform="translate(${mouth[0]} ${mouth[1]}) scale(-.95 .95) rotate(34)">${drawing(doing, -3, -27, 32)}</g>`;
    case 'umbrella':
      return svg`${put(doing, near(top, -14, 23), [14, 29], 1.5, -4)}${figure}`;
    case 'bed':
      return svg`<g transform="translate(17 -25) rotate(-86) scale(-.78 .78)">${figure}</g>
        ${put(doing, [0, 0], [16, 30], 1.75)}<text class="asleep" x="-23" y="-43">z<tspan dy="-5" font-size="12">z</tspan><tspan dy="-6" font-size="15">z</tspan></text>`;
    case 'tractor':
      return svg`${put(doing, [0, 0], [16, 30], TRACTOR)}<g transform="translate(6 -22) scale(.62)">${figure}</g>
<g clip-path="url(#bonnet)">${put(doing, [0, 0], [16, 30], TRACTOR)}</g>`;
    case 'ball':
      return svg`<path class="rush" d="M-20 -13h9M-19 -7h9M-20 -1h9" />
        <g transform="translate(17 0) rotate(-5)">${figure}</g>${put(doing, [-32, -8], [16, 16], 0.55, -20)}`;
    case 'telephone':
      return svg`${figure}${put(doing, near(ear, 0, 1), [13, 19], FIGURES[who].body ? 0.66 : 0.55, -128)}`;
    case 'tea':
      return svg`${figure}${put(doing, near(mouth, -7, 7), [16, 20], 0.5)}`;
    case 'portrait':
      return svg`<path class="easel" d="M-40 0l8 -38M-20 0l-8 -38M-30 -4v-30" />${put(doing, [-30, -27], [16, 16], 0.85)}
        <g transform="translate(10 0)">${figure}</g>${put('palette', [3, -12], [16, 16], 0.46, 10)}`;
  }
}
