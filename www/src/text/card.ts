import type { SpanWeight } from '../engine/protocol.js';
import type { Shared } from '../state/share.js';
import type { DisplayToken, ShownRun } from '../state/shown.js';
import { isLargest, lookSentence } from './attention.js';
import { conflictingWords } from './conflicts.js';
import { percent, SPAN_NAMES } from './format.js';
import { passages } from './group.js';
import { escaped, type Face, LINE, type Measure, QUIET, Sheet } from './sheet.js';

/** A contrast as a picture to pass on: an SVG with its words as text, both runs side by side, in the page's light colours. */

const WIDTH = 1200;
const EDGE = 56;
const INNER = WIDTH - 2 * EDGE;
const GAP = 28;
/** From a column's edge to its words. */
const PAD = 24;
/** The room of the sign before words that conflict. */
const SIGN_WIDTH = 17;
/** The room of a part's name before its bar. */
const INDENT = 148;

const PAPER = '#fbfaf7';
const FORCED = '#a52a1a';
const RUNS = ['#2c4f8c', '#8a3f12'] as const;
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

/** Where a column's words go. */
interface Place {
  left: number;
  width: number;
}

/** A word that is no word but a sign, as for the end. */
const SIGN = /^<.+>$/;

export function drawCard(shared: Shared, measure: Measure): string {
  const { shown, model, link } = shared;
  const scene = shown.runs.find(run => run.scene)?.scene;
  const sheet = new Sheet(measure, EDGE - 12);
  sheet.text(EDGE, sheet.y + 20, 'Foregone', { size: 24, weight: 600 });
  sheet.y += 44;
  if (scene) {
    sheet.paragraph(scene.text, { size: 21, fill: QUIET }, EDGE, INNER, 6);
    sheet.paragraph(scene.question, { size: 36, weight: 600 }, EDGE, INNER, 14);
  }
  drawRuns(sheet, shown.runs, measure);
  if (shown.point) sheet.paragraph(shown.point, { size: 27 }, EDGE, INNER, 14);
  drawAttention(sheet, shared);
  const source = [model?.id, new URL(link).host].filter(Boolean).join(' · ');
  sheet.y += 28;
  sheet.text(EDGE, sheet.y, source, { size: 17, family: 'sans-serif', fill: QUIET });
  const height = Math.ceil(sheet.y + EDGE / 2);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${escaped(`Foregone: ${scene?.question ?? 'an experiment'}`)}</title>
<desc>${escaped(link)}</desc>
<rect width="${WIDTH}" height="${height}" fill="${PAPER}"/>
${sheet.parts.join('\n')}
</svg>
`;
}

/** Both runs, each on a card of its own, both of one height. */
function drawRuns(sheet: Sheet, runs: readonly ShownRun[], measure: Measure): void {
  const width = runs.length > 1 ? (INNER - GAP) / 2 : INNER;
  const top = sheet.y;
  const conflicts = conflictingWords(runs);
  const columns = runs.map((run, index) => {
    const column = new Sheet(measure, top + 14);
    const place: Place = { left: EDGE + index * (width + GAP) + PAD, width: width - 2 * PAD };
    drawRun(
      column,
      { ...run, conflicts: conflicts[index] ?? run.conflicts },
      place,
      RUNS[index === 0 ? 0 : 1],
    );
    return column;
  });
  const bottom = Math.max(...columns.map(({ y }) => y), top) + 20;
  for (const [index, { parts }] of columns.entries()) {
    const left = EDGE + index * (width + GAP);
    const dashed = runs[index]?.recorded ? ' stroke-dasharray="6 4"' : '';
    sheet.box(
      left,
      top,
      width,
      bottom - top,
      `rx="8" fill="#fff" stroke="${LINE}" stroke-width="1.5"${dashed}`,
    );
    sheet.box(left, top, width, 5, `rx="2" fill="${RUNS[index === 0 ? 0 : 1]}"`);
    sheet.parts.push(...parts);
  }
  sheet.y = bottom + 18;
}

function drawRun(column: Sheet, run: ShownRun, place: Place, colour: string): void {
  const { left, width } = place;
  const label: Face = { size: 18, family: 'sans-serif', fill: QUIET };
  column.paragraph(run.name, { size: 21, family: 'sans-serif', weight: 600 }, left, width);
  const labels = run.recorded ? [...run.labels, 'Recorded, not run here'] : run.labels;
  for (const one of labels) column.paragraph(one, label, left, width);
  for (const { clusters } of passages(run.output)) drawWords(column, clusters, run, place, colour);
}

/**
 * The words of one part of the text: the answer large, with its probability; forced words in a frame; those that conflict with the
 * other run's underlined, behind a sign.
 */
function drawWords(
  column: Sheet,
  clusters: DisplayToken[][],
  run: ShownRun,
  { left, width }: Place,
  colour: string,
): void {
  const isAnswer = ({ position }: DisplayToken) => position === run.answer?.at;
  const isConflict = (position: number) => run.conflicts.has(position);
  const large = clusters.some(cluster => cluster.some(isAnswer));
  const leading = large ? 74 : 35;
  let x = left;
  column.y += leading;
  for (const cluster of clusters) {
    const words = cluster.map(token => {
      const face = faceOf(token, isAnswer(token), colour);
      const text = token.text.trim();
      const starts = isConflict(token.position) && !isConflict(token.position - 1);
      return { token, face, text, starts, wide: column.width(text, face) };
    });
    const all = words.reduce((sum, { wide, starts }) => sum + wide + (starts ? SIGN_WIDTH : 0), 0);
    // The sign of the end may hang over: a line of its own would say nothing.
    const hangs = words.every(({ text }) => SIGN.test(text));
    if (x > left && x + all > left + width && !hangs) {
      x = left;
      column.y += leading;
    }
    for (const { token, face, text, starts, wide } of words) {
      if (starts) {
        column.text(x, column.y, '≠', { size: 17, family: 'sans-serif', fill: colour });
        x += SIGN_WIDTH;
      }
      if (token.forced) x += frame(column, x, wide, face.size);
      column.text(x, column.y, text, face);
      if (isConflict(token.position)) column.box(x, column.y + 5, wide, 2, `fill="${colour}"`);
      x += wide + (token.forced ? 9 : 0);
    }
    if (run.answer && cluster.some(isAnswer)) x = drawChance(column, run.answer, x + 14, { left, width });
    x += 7;
  }
  if (large) column.y += 8;
}

/** The frame of a forced word, and how far the word moves for it. */
function frame(column: Sheet, x: number, width: number, size: number): number {
  const top = column.y - 0.86 * size;
  column.box(x, top, width + 16, 1.16 * size, `rx="5" fill="none" stroke="${FORCED}" stroke-width="2.5"`);
  const small: Face = { size: 13, family: 'sans-serif', fill: FORCED };
  column.text(x + 8 + width / 2, top - 5, 'forced', small, 'middle');
  return 8;
}

/** How likely the answer was; returns where it ends. */
function drawChance(
  column: Sheet,
  { probability, forced }: NonNullable<ShownRun['answer']>,
  x: number,
  { left, width }: Place,
): number {
  if (probability === null) return x;
  const said = forced ? `its own chance was ${percent(probability)}` : percent(probability);
  const face: Face = { size: 20, family: 'sans-serif', fill: QUIET };
  const wide = column.width(said, face);
  const fits = x + wide <= left + width;
  if (!fits) column.y += 28;
  const start = fits ? x : left;
  column.text(start, column.y, said, face);
  return start + wide + 8;
}

function faceOf({ forced, text }: DisplayToken, isAnswer: boolean, colour: string): Face {
  if (SIGN.test(text.trim())) return { size: 15, family: 'sans-serif', fill: QUIET };
  const face: Face = isAnswer ? { size: 52, weight: 600, fill: colour } : { size: 22 };
  return forced ? { ...face, weight: 600, fill: FORCED } : face;
}

function drawAttention(sheet: Sheet, { seen, gaze, shown }: Shared): void {
  const run = gaze && shown.runs[gaze.run];
  const token = seen && run && [...run.prompt, ...run.output][seen.at];
  if (!seen || !gaze || !token) return;
  sheet.box(EDGE, sheet.y, INNER, 1, `fill="${LINE}"`);
  sheet.y += 14;
  const where = shown.runs.length > 1 ? `${run.name}. ` : '';
  const sentence = lookSentence(token.text.trim(), token.forced, gaze, seen);
  sheet.paragraph(`${where}${sentence}`, { size: 20 }, EDGE, INNER, 8);
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
  sheet.paragraph(caveat, { size: 17, family: 'sans-serif', fill: QUIET }, EDGE, INNER);
}
