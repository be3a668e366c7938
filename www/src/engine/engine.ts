import type {
  Backend,
  CutChoice,
  Force,
  Puzzle,
  RequestOf,
  ResponseOf,
  Source,
  Wish,
  Written,
} from './protocol.js';

/** The engine as the page's state speaks to it: one promise a request. */
export interface Engine {
  /** Whether it has ended, so that nothing can be asked of it. */
  readonly isDead: boolean;
  load(
    base: string,
    backend: Backend | undefined,
    progress: (part: ResponseOf<'progress'>) => void,
  ): Promise<ResponseOf<'loaded'>>;
  cancel(): void;
  open(source: Source): Promise<ResponseOf<'opened'>>;
  differ(wish: Wish, written: (one: Written) => void): Promise<ResponseOf<'opened'>>;
  advance(counts: number[] | undefined, written: (one: Written) => void): Promise<ResponseOf<'rested'>>;
  stop(): void;
  force(run: number, at: number, token: Force): Promise<ResponseOf<'opened'>>;
  look(question: Omit<RequestOf<'look'>, 'kind'>): Promise<ResponseOf<'attention'>>;
  matrix(question: Omit<RequestOf<'matrix'>, 'kind'>): Promise<ResponseOf<'matrix'>>;
  cut(choice: CutChoice, progress: (part: ResponseOf<'measuring'>) => void): Promise<ResponseOf<'cut'>>;
  check(puzzle: Puzzle): Promise<ResponseOf<'checked'>>;
}
