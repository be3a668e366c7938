import type { Class, Colour, Doing, Project, Rule, Who, Zone } from '../engine/protocol.js';

/** Every word of a closed set, in this order. The compiler sees to it that none is missing. */
function every<Word extends string>(words: Record<Word, 0>): readonly Word[] {
  return Object.keys(words) as Word[];
}

export const COLOURS = every<Colour>({
  red: 0,
  blue: 0,
  green: 0,
  white: 0,
  black: 0,
  pink: 0,
  orange: 0,
  yellow: 0,
  purple: 0,
  brown: 0,
});

export const WHO = every<Who>({
  squirrel: 0,
  dog: 0,
  cat: 0,
  bear: 0,
  penguin: 0,
  goat: 0,
  owl: 0,
  man: 0,
  woman: 0,
  girl: 0,
  clown: 0,
  robot: 0,
});

/** What somebody in a picture is doing, as the model reads it. */
export const DOING: Readonly<Record<Doing, string>> = {
  newspaper: 'reading a newspaper',
  bicycle: 'riding a bicycle',
  apple: 'eating an apple',
  crown: 'wearing a crown',
  trumpet: 'playing a trumpet',
  umbrella: 'holding an umbrella',
  bed: 'sleeping in a bed',
  tractor: 'driving a tractor',
  ball: 'chasing a ball',
  telephone: 'talking on a telephone',
  tea: 'drinking tea',
  portrait: 'painting a portrait',
};

export const DOINGS = Object.keys(DOING) as Doing[];

export const PROJECTS = every<Project>({
  atlas: 0,
  birch: 0,
  cedar: 0,
  delta: 0,
  ember: 0,
  fjord: 0,
  grove: 0,
  heron: 0,
});

export const ZONES = every<Zone>({ live: 0, stage: 0, test: 0, demo: 0, lab: 0, field: 0 });

export const RULES = every<Rule>({ all: 0, none: 0, scratch: 0, archive: 0 });

export const CLASSES = every<Class>({ scratch: 0, archive: 0 });

/** What keys and volumes are numbered by in scenes made from seeds, which is what the bundled model has words for. */
export const NUMBERS: readonly number[] = [1, 2, 3, 4, 5, 6];

/** “an owl”, “a dog”. */
export function article(word: string): 'a' | 'an' {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}
