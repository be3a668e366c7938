import { css, html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { Picture } from '../engine/protocol.js';
import { bonnet, drawDetail } from './picture-figures.js';

const WIDTH = 380;
const HEIGHT = 214;

export const pictureStyle = css`
  .picture {
    --sky: light-dark(#dcebf3, #232f3d);
    --sun: light-dark(#f9d36b, #e9e4d2);
    --cloud: light-dark(#ffffff, #33414f);
    --far: light-dark(#c3dbb0, #2d4034);
    --near: light-dark(#a9cb91, #263a2c);
    --leaf: light-dark(#8db877, #35513c);
    --bark: light-dark(#9a7b5c, #4c4034);
    display: block;
    width: 100%;
    border-radius: 10px;
  }
  .picture .sky {
    fill: var(--sky);
  }
  .picture .sun {
    fill: var(--sun);
  }
  .picture .cloud {
    fill: var(--cloud);
  }
  .picture .far {
    fill: var(--far);
  }
  .picture .near {
    fill: var(--near);
  }
  .picture .leaf {
    fill: var(--leaf);
  }
  .picture .bark {
    fill: var(--bark);
  }
  .picture .shadow {
    fill: #000000;
    opacity: 0.13;
  }
  .picture .rush {
    fill: none;
    stroke: light-dark(#5d7a52, #9fb3a2);
    stroke-width: 2;
    stroke-linecap: round;
  }
  .picture .easel {
    fill: none;
    stroke: #8a6a48;
    stroke-width: 3;
    stroke-linecap: round;
  }
  .picture .asleep {
    fill: light-dark(#3c5a73, #cfdbe6);
    font: 700 9px var(--sans);
  }
`;

/** A place on the ground: its middle, its height on the page, and how large somebody there looks. */
interface Spot {
  x: number;
  y: number;
  scale: number;
}

/** Where so many details stand: in the order of the words, those in the back first. */
function spots(count: number): Spot[] {
  if (count <= 3) return row(count, 186, 1.75);
  const back = Math.floor(count / 2);
  return [
    ...row(back, 104, count === 6 ? 1.15 : 1.25, count === 5 ? 50 : 30),
    ...row(count - back, 200, count === 4 ? 1.7 : 1.5),
  ];
}

/** Places side by side, each a little to the right of its middle: what somebody holds is to the left of them. */
function row(count: number, y: number, scale: number, margin = 0): Spot[] {
  const step = (WIDTH - 2 * margin) / count;
  return Array.from({ length: count }, (_, index) => ({
    x: margin + step * (index + 0.5) + 6 * scale,
    y: y + (index % 2) * 6,
    scale,
  }));
}

/** The picture; the model reads these words instead of it. */
export function drawPicture({ details }: Picture, words: string): TemplateResult {
  const places = spots(details.length);
  return html`<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Picture: ${words}">
      <defs>${bonnet}</defs>
      ${ground()}
      ${details.map((detail, index) => {
        const { x, y, scale } = places[index] ?? { x: 0, y: 0, scale: 1 };
        return svg`<g transform="translate(${x} ${y}) scale(${scale})">
          <ellipse class="shadow" rx="25" ry="4" />${drawDetail(detail)}</g>`;
      })}
    </svg>`;
}

function ground(): SVGTemplateResult {
  return svg`<rect class="sky" width=${WIDTH} height=${HEIGHT} />
    <circle class="sun" cx="338" cy="32" r="15" />
    <path class="cloud" d="M36 40a9 9 0 0 1 9 -9a13 13 0 0 1 25 -2a8 8 0 0 1 10 11zM232 26a7 7 0 0 1 7 -7a10 10 0 0 1 19 -1a6 6 0 0 1 7 8z" />
    <path class="far" d="M0 92q70 -34 150 -16t130 -6t100 10v140h-380z" />
    <path class="bark" d="M22 60h4v26h-4zM354 52h4v28h-4z" />
    <path class="leaf" d="M24 30a14 17 0 0 1 0 40a14 17 0 0 1 0 -40zM356 20a15 19 0 0 1 0 44a15 19 0 0 1 0 -44z" />
    <path class="near" d="M0 140q90 -24 190 -10t190 -6v92h-380z" />`;
}
