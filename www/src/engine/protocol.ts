/**
 * What passes between the page and the engine's worker. The types are generated from the Rust ones (`crate/web`);
 * this file only names those that the page speaks of. What they call `undefined` comes as null.
 */
import type { Request as EngineRequest, Response as EngineResponse } from '../../wasm/foregone_web.js';

export type {
  Access,
  Aligned,
  Alternative,
  Backend,
  Class,
  Colour,
  Comparison,
  Counterpart,
  Cups,
  Detail,
  Doing,
  Fact,
  HeadSummary,
  Intervention,
  Kind,
  ModelInfo,
  Order,
  Over as HeadPick,
  Picture,
  Problem,
  Project,
  Puzzle,
  Reproduction,
  Rule,
  Scene,
  Side,
  Span,
  SpanWeight,
  Spec,
  Statement,
  Task,
  Token,
  ToPage,
  ToWorker,
  Verdict,
  Who,
  Zone,
} from '../../wasm/foregone_web.js';
export type { EngineRequest, EngineResponse };

/** The response of one kind. */
export type Answer<K extends EngineResponse['kind']> = Extract<EngineResponse, { kind: K }>;

/** The request of one kind. */
export type Ask<K extends EngineRequest['kind']> = Extract<EngineRequest, { kind: K }>;
