import type { ResponseOf, Token } from '../engine/protocol.js';
import { SPAN_NAMES } from '../text/format.js';

/** Where things are on the canvas, in CSS pixels. */
export interface Frame {
  width: number;
  height: number;
  /** The corner of the first cell. */
  left: number;
  top: number;
  cell: number;
  /** Whether there is room for each word beside its row and over its column. */
  roomy: boolean;
}

const WIDEST_CELL = 14;

/** From this size on, a cell has room for its word beside it. */
const ROOM_FOR_WORDS = 11;

/** Where words have no room anyway, all of it should fit a window. */
const TALLEST = 680;

/** Room for names beside the cells, and what is left of it on a phone. */
const ROOMY = { left: 112, top: 72 };
const TIGHT = { left: 12, top: 12 };

export function frameOf(size: number, width: number): Frame {
  const side = width < 480 ? TIGHT : ROOMY;
  const widest = Math.min(WIDEST_CELL, (width - side.left - 2) / size);
  const roomy = side === ROOMY && widest >= ROOM_FOR_WORDS;
  const cell = roomy ? widest : Math.min(widest, TALLEST / size);
  return { width, height: side.top + cell * size + 2, ...side, cell, roomy };
}

/** The page's colours as the canvas takes them. */
type Colour = (name: string) => string;

/** Tokens that are all one part of the text. */
interface Stretch {
  span: Token['span'];
  from: number;
  to: number;
}

export function drawMatrix(
  canvas: HTMLCanvasElement,
  frame: Frame,
  { size, weights }: ResponseOf<'matrix'>,
  tokens: readonly Token[],
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(frame.width * scale);
  canvas.height = Math.round(frame.height * scale);
  canvas.style.height = `${frame.height}px`;
  context.scale(scale, scale);
  const colour = coloursOf(canvas);
  const { left, top, cell } = frame;

  context.fillStyle = colour('--card');
  context.fillRect(left, top, cell * size, cell * size);
  context.fillStyle = colour('--shade');
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      context.globalAlpha = Math.sqrt(weights[row * size + column] ?? 0);
      context.fillRect(left + column * cell, top + row * cell, cell, cell);
    }
  }
  context.globalAlpha = 1;

  const stretches = stretchesOf(tokens.slice(0, size));
  drawRules(context, frame, stretches, size, colour('--line'));
  context.textBaseline = 'middle';
  if (frame.roomy) drawWords(context, frame, tokens.slice(0, size), colour);
  else drawParts(context, frame, stretches, colour);
}

/** Resolved for the scheme in force. */
function coloursOf(canvas: HTMLCanvasElement): Colour {
  return name => {
    canvas.style.color = `var(${name})`;
    const value = getComputedStyle(canvas).color;
    canvas.style.color = '';
    return value;
  };
}

function stretchesOf(tokens: readonly Token[]): Stretch[] {
  const found: Stretch[] = [];
  for (const [index, { span }] of tokens.entries()) {
    const last = found.at(-1);
    if (last?.span === span) last.to = index + 1;
    else found.push({ span, from: index, to: index + 1 });
  }
  return found;
}

/** Lines between the parts of the text. */
function drawRules(
  context: CanvasRenderingContext2D,
  { left, top, cell }: Frame,
  stretches: readonly Stretch[],
  size: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (const at of [...stretches.map(({ from }) => from), size]) {
    context.moveTo(left + at * cell, top);
    context.lineTo(left + at * cell, top + size * cell);
    context.moveTo(left, top + at * cell);
    context.lineTo(left + size * cell, top + at * cell);
  }
  context.stroke();
}

/** Words along both sides. */
function drawWords(
  context: CanvasRenderingContext2D,
  { left, top, cell }: Frame,
  tokens: readonly Token[],
  colour: Colour,
): void {
  context.fillStyle = colour('--quiet');
  context.font = fontOf(context, Math.min(cell, 12));
  for (const [index, token] of tokens.entries()) {
    const middle = (index + 0.5) * cell;
    context.textAlign = 'right';
    context.fillText(token.text.trim(), left - 6, top + middle);
    drawTurned(context, token.text.trim(), left + middle, top - 6);
  }
}

/** The parts of the text along both sides, as strips; with their names, where there is room. */
function drawParts(
  context: CanvasRenderingContext2D,
  { left, top, cell }: Frame,
  stretches: readonly Stretch[],
  colour: Colour,
): void {
  context.font = fontOf(context, 13);
  for (const { span, from, to } of stretches) {
    const [start, length] = [from * cell, (to - from) * cell];
    context.fillStyle = colour(`--span-${span}`);
    context.fillRect(left - 6, top + start, 4, length - 1);
    context.fillRect(left + start, top - 6, length - 1, 4);
    if (left < ROOMY.left || length < 11) continue;
    context.fillStyle = colour('--ink');
    context.textAlign = 'right';
    context.fillText(SPAN_NAMES[span], left - 12, top + start + length / 2);
    drawTurned(context, SPAN_NAMES[span], left + start + length / 2, top - 12);
  }
}

function fontOf({ canvas }: CanvasRenderingContext2D, size: number): string {
  return `${size}px ${getComputedStyle(canvas).fontFamily}`;
}

function drawTurned(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.PI / 4);
  context.textAlign = 'left';
  context.fillText(text, 0, 0);
  context.restore();
}
