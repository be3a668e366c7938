import type { Order, SpanWeight, Token } from '../engine/protocol.js';
import type { Outcome } from '../state/outcome.js';
import type { Shared } from '../state/share.js';
import { isLargest, lookSentence } from './attention.js';
import { percent, SPAN_NAMES } from './format.js';
import { passages } from './group.js';

/** A run as a picture to pass on: an SVG with its words as text, in the page's light colours. */

const WIDTH = 1200;
const EDGE = 64;
const INNER = WIDTH - 2 * EDGE;
/** Where the words begin, right of the names of their parts. */
const INDENT = 148;

const INK = '#1d1c1a';
const QUIET = '#615d56';
const LINE = '#e2ded5';
const FORCED = '#a52a1a';
const SPANS: Readonly<Record<SpanWeight['span'], string>> = {
  start: '#b9b4a9',
  scene: '#56a3b5',
  question: '#7a6bb0',
  note: '#c06c9b',
  instruction: '#a8a24a',
  reasoning: '#2f5f9e',
  decision: '#b3402d',
  other: '#7d7970',
};

const ORDERS: Readonly<Record<Order, string>> = {
  decision_first: 'Decision first',
  reasoning_first: 'Reasoning first',
};

/** How wide a text is in a font, in units of the drawing. */
export type Measure = (text: string, font: string) => number;

interface Face {
  size: number;
  family?: 'serif' | 'sans-serif';
  weight?: 400 | 600;
  fill?: string;
}

/** Draws from the top down; each part is put under the one before. */
class Sheet {
  readonly parts: string[] = [];
  y = EDGE;

  constructor(private readonly measure: Measure) {}

  width(text: string, { size, family = 'serif', weight = 400 }: Face): number {
    return this.measure(text, `${weight} ${size}px ${family}`);
  }

  text(x: number, y: number, text: string, face: Face, anchor = 'start'): void {
    const { size, family = 'serif', weight = 400, fill = INK } = face;
    const end = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
    this.parts.push(
      `<text x="${round(x)}" y="${round(y)}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${fill}"${end}>${escaped(text)}</text>`,
    );
  }

  box(x: number, y: number, width: number, height: number, look: string): void {
    this.parts.push(
      `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 0))}" height="${height}" ${look}/>`,
    );
  }

  /** A paragraph, and the way to the next. The first word may be bold. */
  paragraph(text: string, face: Face, left = EDGE, after = 0, bold = ''): void {
    const most = WIDTH - EDGE - left;
    let line = '';
    const put = () => {
      this.y += 1.42 * face.size;
      const at = this.y - 0.32 * face.size;
      const strong: Face = { ...face, weight: 600 };
      if (bold) this.text(left, at, bold, strong);
      const rest = bold ? line.slice(bold.length + 1) : line;
      if (rest) this.text(bold ? left + this.width(`${bold} `, strong) : left, at, rest, face);
      bold = '';
    };
    for (const word of text.split(' ')) {
      const longer = line ? `${line} ${word}` : word;
      if (line && this.width(longer, face) > most) {
        put();
        line = word;
      } else line = longer;
    }
    put();
    this.y += after;
  }
}

export function drawCard(shared: Shared, measure: Measure): string {
  const { experiment, outcome, model, link } = shared;
  const { spec, scene } = experiment;
  const sheet = new Sheet(measure);
  sheet.text(EDGE, sheet.y + 20, 'Foregone', { size: 24, weight: 600 });
  const asked: Face = { size: 20, family: 'sans-serif', fill: QUIET };
  sheet.text(WIDTH - EDGE, sheet.y + 20, ORDERS[spec.order], asked, 'end');
  sheet.y += 56;
  sheet.paragraph(scene.text, { size: 21, fill: QUIET }, EDGE, 8);
  sheet.paragraph(`“${scene.question}”`, { size: 38, weight: 600 }, EDGE, 24);
  drawOutput(sheet, experiment.output);
  if (outcome) drawResult(sheet, outcome);
  drawAttention(sheet, shared);
  const source = [model?.id, new URL(link).host].filter(Boolean).join(' · ');
  sheet.y += 28;
  sheet.text(EDGE, sheet.y, source, { size: 17, family: 'sans-serif', fill: QUIET });
  const height = Math.ceil(sheet.y + EDGE / 2);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${escaped(`Foregone: ${scene.question}`)}</title>
<desc>${escaped(link)}</desc>
<rect width="${WIDTH}" height="${height}" fill="#fbfaf7"/>
${sheet.parts.join('\n')}
</svg>
`;
}

/** What the model wrote, part by part as on the page, the forced words in a frame. */
function drawOutput(sheet: Sheet, output: readonly Token[]): void {
  const leading = 46;
  const face: Face = { size: 27 };
  for (const { span, clusters } of passages(output)) {
    let x = EDGE + INDENT;
    sheet.y += leading;
    sheet.parts.push(`<circle cx="${EDGE + 5}" cy="${sheet.y - 9}" r="5" fill="${SPANS[span]}"/>`);
    sheet.text(EDGE + 20, sheet.y - 3, SPAN_NAMES[span], { size: 18, family: 'sans-serif', fill: QUIET });
    for (const cluster of clusters) {
      const widths = cluster.map(token => sheet.width(token.text.trim(), faceOf(token, face)));
      if (x + widths.reduce((sum, width) => sum + width, 0) > WIDTH - EDGE) {
        x = EDGE + INDENT;
        sheet.y += leading;
      }
      for (const [index, token] of cluster.entries()) {
        const width = widths[index] ?? 0;
        if (token.forced) {
          x += 8;
          sheet.box(
            x - 8,
            sheet.y - 28,
            width + 16,
            39,
            `rx="5" fill="none" stroke="${FORCED}" stroke-width="2.5"`,
          );
          sheet.text(
            x + width / 2,
            sheet.y - 33,
            'forced',
            { size: 13, family: 'sans-serif', fill: FORCED },
            'middle',
          );
        }
        sheet.text(x, sheet.y, token.text.trim(), faceOf(token, face));
        x += width + (token.forced ? 9 : 0);
      }
      x += 9;
    }
  }
  sheet.y += 24;
}

function faceOf({ forced, text }: Token, face: Face): Face {
  // A sign that is no word, as for the end.
  if (/^<.+>$/.test(text.trim())) return { size: 17, family: 'sans-serif', fill: QUIET };
  return forced ? { ...face, weight: 600, fill: FORCED } : face;
}

function drawResult(sheet: Sheet, { mark, sentences }: Outcome): void {
  const top = sheet.y;
  sheet.paragraph(`${mark} ${sentences}`.trim(), { size: 23 }, EDGE + 22, 0, mark);
  sheet.box(EDGE, top, 4, Math.round(sheet.y - top), `fill="${INK}"`);
  sheet.y += 20;
}

function drawAttention(sheet: Sheet, { seen, gaze, tokens }: Shared): void {
  const token = seen && tokens[seen.at];
  if (!seen || !gaze || !token) return;
  sheet.box(EDGE, sheet.y, INNER, 1, `fill="${LINE}"`);
  sheet.y += 14;
  sheet.paragraph(lookSentence(token.text.trim(), token.forced, gaze, seen), { size: 21 }, EDGE, 8);
  const label: Face = { size: 18, family: 'sans-serif' };
  const room = INNER - INDENT - 90;
  for (const { span, weight } of seen.spans) {
    sheet.y += 29;
    sheet.text(EDGE, sheet.y, SPAN_NAMES[span], label);
    sheet.box(EDGE + INDENT, sheet.y - 12, room, 12, `rx="2" fill="${LINE}" fill-opacity="0.6"`);
    sheet.box(EDGE + INDENT, sheet.y - 12, room * weight, 12, `rx="2" fill="${SPANS[span]}"`);
    sheet.text(WIDTH - EDGE, sheet.y, percent(weight, 1), label, 'end');
  }
  sheet.y += 20;
  const caveat = isLargest(gaze)
    ? 'The largest weights on a single word; they do not add up.'
    : 'A picture of attention is not an explanation.';
  sheet.paragraph(caveat, { size: 17, family: 'sans-serif', fill: QUIET });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text that an XML file can hold: marks escaped, what no file may hold left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, mark => `&#${mark.charCodeAt(0)};`);
}
