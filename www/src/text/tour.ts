import { isCut } from '../state/cut.js';
import type { Experiment } from '../state/experiment.js';

/** What a step of the tour points at. */
export type Sight = 'answer' | 'result' | 'order' | 'cut' | 'share';

export interface Step {
  sight: Sight;
  words: (said: Said) => string;
  /** What the visitor is asked to do there, and whether it has been done. */
  task?: { name: (said: Said) => string; done: (experiment: Experiment) => boolean };
}

/** What the run on the page says: its answer, the other one, and whether its reasons end in the answer. */
export interface Said {
  answer: string;
  other: string;
  agrees: boolean;
  /** Whether the answer was put there. */
  forced: boolean;
}

export const STEPS: readonly Step[] = [
  {
    sight: 'answer',
    words: ({ answer, other, forced }) =>
      forced
        ? `Here “${answer}” was put in the model’s mouth, before one of its reasons existed. Press it to choose “${other}” instead.`
        : `Here the model answered first: “${answer}”. When it chose this word, not one of its reasons existed. Now press “${answer}” and choose “${other}”: put the opposite in its mouth.`,
    task: {
      name: ({ other }) => `Force “${other}”`,
      done: ({ spec }) => !!spec.forced?.length,
    },
  },
  {
    sight: 'result',
    words: ({ answer, agrees, forced }) => {
      if (!forced)
        return `Read its reasons. They were written after “${answer}”, and every word of them could look back at it. Go back a step to force the opposite.`;
      return agrees
        ? `Read its reasons again. They are as fluent as before, and now they lead to “${answer}”, which was not the model’s choice. Reasons that fit whatever stands before them did not bring it about.`
        : `Read its reasons again. This time they do not go along with “${answer}”, which was not the model’s choice. That happens too: try other scenes.`;
    },
  },
  {
    sight: 'order',
    words: () =>
      'Turn the order round. Now the model writes its reasons first, and its answer can look back at every word of them.',
    task: { name: () => 'Reasoning first', done: ({ spec }) => spec.order === 'reasoning_first' },
  },
  {
    sight: 'cut',
    words: () =>
      'Does the answer use those reasons? Cut it off from them and see what it says then. If it says something else, it did.',
    task: {
      name: () => 'Cut it off',
      done: ({ spec }) => spec.order === 'reasoning_first' && isCut(spec),
    },
  },
  {
    sight: 'share',
    words: () =>
      'That is all there is to it. There are other scenes and other questions, and “Share” gives you a link that holds the experiment as you leave it.',
  },
];
