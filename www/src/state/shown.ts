import type { Difference, Order, Outcome, Reproduction, Scene, Token } from '../engine/protocol.js';

/** A token as the page shows it: the model's own, or one that is only recorded and that no run has written yet. */
export type DisplayToken = Token & { recorded?: boolean };

/** An answer, as far as it is shown. */
export interface ShownAnswer {
  /** Its position, prompt and output counted together. */
  at: number;
  word: string;
  /** The probability that the model gave it, of the whole vocabulary: for a forced one, what it would have had. Null where nothing tells. */
  probability: number | null;
  forced: boolean;
}

/** A run as it is drawn. */
export interface ShownRun {
  index: 0 | 1;
  /** “Left to itself”, “Made to answer “yes””. */
  name: string;
  /** What was done to it, a short label each; at all times. */
  labels: readonly string[];
  order: Order;
  prompt: readonly DisplayToken[];
  /** Up to the playback head. */
  output: readonly DisplayToken[];
  /** How many tokens of output there are. */
  total: number;
  scene: Scene | null;
  /** The answer, once it is shown. */
  answer: ShownAnswer | null;
  /** What it comes to; null before it is over and shown to its end, and for one that is only recorded. */
  outcome: Outcome | null;
  /** Whether it is shown to its end, written or recorded. */
  over: boolean;
  /** Positions of the tokens in findings that conflict with the other run's. */
  conflicts: ReadonlySet<number>;
  /** What it makes of the recording that its link brought; null before it is over, and where there is none. */
  reproduction: Reproduction | null;
  /** Whether it is only recorded so far. */
  recorded: boolean;
}

/** Both runs as they are drawn. */
export interface ShownStage {
  /** One run, or two. */
  runs: readonly ShownRun[];
  differs: Difference['kind'];
  /** What they show, in one sentence that is true of them; empty before both are shown to their ends. */
  point: string;
  /** The permalink. */
  hash: string;
}
