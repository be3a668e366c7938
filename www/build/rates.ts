import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import type { Rate, Rates } from '../src/text/rates.js';

const MODULE = 'virtual:rates';
const MODELS = new URL('../../models/', import.meta.url);

interface Measured {
  k: number;
  n: number;
  low: number;
  high: number;
}

type BySize<Value> = Record<string, Value>;

/** The part of `eval.json` that is read here; `foregone eval` writes it (`models/train/card.py`). */
interface Evaluation {
  model: { sha256: string };
  tasks: Record<
    string,
    {
      accuracy?: { decision_first: BySize<Measured>; reasoning_first: BySize<Measured> };
      forced_against: { adoption: Measured };
      note_against: Record<'decision_first' | 'reasoning_first', { decision_follows_the_note: Measured }>;
      cuts: {
        decision_after_reasons: BySize<
          Record<'decision_to_reasoning' | 'as_many_random_others', { right: Measured }>
        >;
      };
      orders_agree?: Measured;
    }
  >;
}

/** The rates of the default model's card that the page puts beside single scenes. */
export function ratesOf(id: string): Rates {
  const { model, tasks } = JSON.parse(readFileSync(new URL(`${id}/eval.json`, MODELS), 'utf8')) as Evaluation;
  const rate = ({ k, n, low, high }: Measured): Rate => [k, n, low, high];
  const each = <From, To>(from: BySize<From>, to: (one: From) => To): BySize<To> =>
    Object.fromEntries(Object.entries(from).map(([size, one]) => [size, to(one)]));
  return {
    model: model.sha256,
    tasks: each(tasks, task => ({
      ...(task.accuracy && {
        answerFirst: each(task.accuracy.decision_first, rate),
        reasonsFirst: each(task.accuracy.reasoning_first, rate),
        cut: each(task.cuts.decision_after_reasons, one => rate(one.decision_to_reasoning.right)),
        randomCut: each(task.cuts.decision_after_reasons, one => rate(one.as_many_random_others.right)),
      }),
      ...(task.orders_agree && { ordersAgree: rate(task.orders_agree) }),
      forced: rate(task.forced_against.adoption),
      note: rate(task.note_against.decision_first.decision_follows_the_note),
      noteAfterReasons: rate(task.note_against.reasoning_first.decision_follows_the_note),
    })),
  };
}

/** `virtual:rates`: what the model's card knows of many scenes, for the page to say beside one. */
export function rates(): Plugin {
  return {
    name: 'foregone:rates',
    resolveId: id => (id === MODULE ? `\0${MODULE}` : undefined),
    load(id) {
      if (id !== `\0${MODULE}`) return undefined;
      const { default: model } = JSON.parse(readFileSync(new URL('manifest.json', MODELS), 'utf8'));
      this.addWatchFile(new URL(`${model}/eval.json`, MODELS).pathname);
      return `export default ${JSON.stringify(ratesOf(model))};`;
    },
  };
}
