import type { Difference, Kind, Order } from '../engine/protocol.js';
import { percent } from './format.js';

/** How often something was so: how many of how many, and the 95 % interval of the rate. */
export type Rate = readonly [k: number, n: number, low: number, high: number];

/** By size: swaps, facts (“12-15”), or `all`. */
type BySize = Readonly<Record<string, Rate>>;

/** What is known of many scenes of a task. “Right” is the scene's own truth; a picture has none. */
export interface TaskRates {
  /** Right, by order. */
  answerFirst?: BySize;
  reasonsFirst?: BySize;
  /** Right, reasons first, with the answer cut off from them; and with as many random others cut. */
  cut?: BySize;
  randomCut?: BySize;
  /** Both orders come to the same answer. */
  ordersAgree?: Rate;
  /** Reasons end in the answer that was forced, against the right one (of a picture: against the model's own). */
  forced: Rate;
  /** The answer follows a note against the right one (of a picture: against the model's own), by order. */
  note: Rate;
  noteAfterReasons: Rate;
}

export interface Rates {
  /** SHA-256 of the weights that were measured. */
  model: string;
  tasks: Readonly<Record<string, TaskRates>>;
}

/** A contrast, as far as rates are known for its kind. */
export interface Asked {
  kind: Kind;
  /** Swaps, details, or facts. */
  size: number;
  order: Order;
  differs: Difference['kind'];
}

const UNITS: Readonly<Record<Kind, string>> = { cups: 'swaps', picture: 'details', access: 'facts' };
const SCENES: Readonly<Record<Kind, string>> = {
  cups: 'chains',
  picture: 'pictures',
  access: 'sets of facts',
};

/** What the model's card knows of many scenes like this one, in one sentence; empty where it knows nothing of the kind. */
export function rateSentence({ kind, size, order, differs }: Asked, { tasks }: Rates): string {
  const task = tasks[kind];
  if (!task) return '';
  const isFirst = order === 'decision_first';
  if (differs === 'order') return orders(kind, size, task);
  if (differs === 'note') {
    const rate = isFirst ? task.note : task.noteAfterReasons;
    return `A note against ${against(kind)} was followed in ${told(rate)} ${SCENES[kind]}.`;
  }
  if (differs === 'answer' && isFirst)
    return `Made to answer against ${against(kind)}, its reasons ended in the forced answer in ${told(task.forced)} ${SCENES[kind]}.`;
  if (differs === 'cut' && !isFirst) return cuts(kind, size, task);
  return '';
}

function orders(kind: Kind, size: number, { answerFirst, reasonsFirst, ordersAgree }: TaskRates): string {
  if (ordersAgree) return `Both orders came to the same answer in ${told(ordersAgree)} ${SCENES[kind]}.`;
  const [first, second, of] = sized(size, answerFirst, reasonsFirst);
  if (!first || !second) return '';
  const [, , low, high] = first;
  const chance = low <= 0.5 && high >= 0.5 ? ', not told from a coin’s toss,' : '';
  return `Of ${first[1].toLocaleString('en')} ${SCENES[kind]}${ofSize(of, kind)}, answer first was right in ${share(first)}${chance} and reasons first in ${share(second)}.`;
}

function cuts(kind: Kind, size: number, { cut, randomCut }: TaskRates): string {
  const [off, random, of] = sized(size, cut, randomCut);
  if (!off || !random) return '';
  return `Of ${off[1].toLocaleString('en')} ${SCENES[kind]}${ofSize(of, kind)}, it was right in ${share(off)} with its reasons out of sight, and in ${share(random)} with as many random connections cut.`;
}

/** Both rates at a size, where that was measured, or else over all sizes. */
function sized(
  size: number,
  one: BySize = {},
  other: BySize = {},
): [Rate | undefined, Rate | undefined, string] {
  const covers = (name: string) => {
    const [from = Number.NaN, to = from] = name.split('-').map(Number);
    return from <= size && size <= to;
  };
  const exact = [String(size), ...Object.keys(one).filter(covers)].find(name => one[name] && other[name]);
  const name = exact ?? 'all';
  return [one[name], other[name], name];
}

function ofSize(name: string, kind: Kind): string {
  if (name === 'all') return '';
  return name === '1'
    ? ` of 1 ${UNITS[kind].slice(0, -1)}`
    : ` of ${name.replace('-', ' to ')} ${UNITS[kind]}`;
}

function against(kind: Kind): string {
  return kind === 'picture' ? 'its own' : 'the right one';
}

/** Rounds as the card does, whose program is Python's. */
const ROUNDED = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  roundingMode: 'halfEven',
});

/** “49.5 % (46.4–52.6)”. */
function share([k, n, low, high]: Rate): string {
  return `${percent(k / n, 1)} (${ROUNDED.format(low * 100)}–${ROUNDED.format(high * 100)})`;
}

/** “49.5 % (46.4–52.6) of 1,000”. */
function told(rate: Rate): string {
  return `${share(rate)} of ${rate[1].toLocaleString('en')}`;
}
