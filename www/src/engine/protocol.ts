/**
 * What passes between the page and the engine's worker. The types are generated from the Rust ones (`crate/web`);
 * this file only names those that the page speaks of. What they call `undefined` comes as null.
 */
import type { Request as EngineRequest, Response as EngineResponse } from '../../wasm/foregone_web.js';

export type {
  Access,
  Aligned,
  Alternative,
  Answer,
  Answered,
  Backend,
  Band,
  Class,
  Colour,
  Comparison,
  Contrast,
  Cups,
  CutChoice,
  CutReport,
  Detail,
  Difference,
  Doing,
  Dropped,
  End,
  EngineInfo,
  Fact,
  Force,
  Forced,
  Gaze,
  HeadSummary,
  Intervention,
  Kind,
  Lookup,
  Mark,
  ModelInfo,
  Opening,
  Order,
  Outcome,
  Over as HeadSelection,
  PartCut,
  Picture,
  Problem,
  Project,
  Puzzle,
  Recording,
  Relation,
  Reproduction,
  Row,
  Rule,
  Scene,
  Side,
  Solution,
  Source,
  Span,
  SpanWeight,
  Spec,
  Statement,
  Steps,
  Task,
  Token,
  ToPage,
  ToWorker,
  Verdict,
  What as ErrorKind,
  Who,
  Why as StopReason,
  Wish,
  Written,
  Zone,
} from '../../wasm/foregone_web.js';
export type { EngineRequest, EngineResponse };

/** The response of one kind. */
export type ResponseOf<K extends EngineResponse['kind']> = Extract<EngineResponse, { kind: K }>;

/** The request of one kind. */
export type RequestOf<K extends EngineRequest['kind']> = Extract<EngineRequest, { kind: K }>;
