import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  Backend,
  CutChoice,
  EngineInfo,
  Force,
  HeadSelection,
  ModelInfo,
  Order,
  Problem,
  Puzzle,
  ResponseOf,
  Task,
  Wish,
} from '../engine/protocol.js';
import type { AttentionState } from './attention.js';
import type { Chapter } from './chapters.js';
import type { CutState } from './cut.js';
import type { Playback } from './playback.js';
import type { ShownStage } from './shown.js';
import type { Stage } from './stage.js';

export declare class Workbench implements ReactiveController {
  constructor(host: ReactiveControllerHost, options?: { eager?: boolean });
  /** How far the model's load is, in bytes. */
  readonly loading: { loaded: number; total: number } | null;
  readonly model: ModelInfo | null;
  readonly engine: EngineInfo | null;
  /** What the engine holds. */
  readonly stage: Stage | null;
  /** What is drawn. */
  readonly shown: ShownStage | null;
  readonly running: boolean;
  /** Acts asked for and not over yet, from the very press on. */
  readonly pending: number;
  readonly problem: Problem | null;
  readonly notice: string;
  readonly chapter: Chapter | null;
  readonly origin: 'chapter' | 'own' | 'link';
  readonly attention: AttentionState;
  readonly playback: Playback;
  readonly cutting: CutState;
  hostConnected(): void;
  hostDisconnected(): void;
  load(drawn?: Promise<void>): Promise<void>;
  cancelLoading(): void;
  setBackend(backend: Backend): Promise<void>;
  openAddress(): Promise<void>;
  openDefault(): Promise<void>;
  openChapter(id: string): Promise<void>;
  run(): Promise<void>;
  step(): Promise<void>;
  stop(): Promise<void>;
  reset(): Promise<void>;
  setOrder(order: Order): Promise<void>;
  setTask(task: Task): Promise<void>;
  setPuzzle(puzzle: Puzzle): Promise<Problem | null>;
  check(puzzle: Puzzle): Promise<string | null>;
  differ(wish: Wish): Promise<Problem | null>;
  force(run: 0 | 1, at: number, token: Force): Promise<Problem | null>;
  measureCut(choice?: CutChoice): Promise<void>;
  stopCut(): void;
  matrix(run: 0 | 1, layer: HeadSelection, head: HeadSelection): Promise<ResponseOf<'matrix'>>;
  dismiss(): void;
}
