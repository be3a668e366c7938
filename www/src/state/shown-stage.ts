import type { Comparison, Forced, Wish } from '../engine/protocol.js';
import { cutsAny } from '../link/labels.js';
import type { RecordedContrast } from '../link/read.js';
import { awaitedName, droppedSentence, firstName, type Named, secondName } from '../text/contrast.js';
import type { Looked } from './attention.js';
import type { Chapter, Stretch } from './chapters.js';
import { agrees, answerIn, recordedPrompt, withRecording } from './recorded-contrast.js';
import type { ShownRun, ShownStage } from './shown.js';
import { isRunOver, type Stage, type StageRun } from './stage.js';

/** What there is to show. */
export interface Showing {
  stage: Stage | null;
  /** What a link's author saw; null where the link does not say, and once the visitor has changed something. */
  recorded: RecordedContrast | null;
  /** The chapter whose contrast this is, untouched. */
  chapter: Chapter | null;
  /** How many output tokens of each run are shown; null for all. */
  head: number | null;
}

/** Whether there is nothing new to show. */
export function isSame(one: Showing, other: Showing): boolean {
  return (
    one.stage === other.stage &&
    one.recorded === other.recorded &&
    one.chapter === other.chapter &&
    one.head === other.head
  );
}

const NONE: ReadonlySet<number> = new Set();

/** Both runs as they are drawn; null before there is anything. */
export function shownStage({ stage, recorded, chapter, head }: Showing): ShownStage | null {
  const differs = stage
    ? (stage.awaits?.kind ?? stage.contrast.differs?.kind ?? 'nothing')
    : recorded?.differs;
  if (!differs) return null;
  const whole = stage ? stageRuns(stage, recorded, chapter) : recordedRuns(recorded, chapter);
  const runs = whole.map(run => cutAt(run, head));
  const point = pointOf(runs, stage?.comparison ?? null, chapter);
  return { runs, differs, point, hash: stage?.hash ?? recorded?.hash ?? '' };
}

function stageRuns(stage: Stage, recorded: RecordedContrast | null, chapter: Chapter | null): ShownRun[] {
  const { awaits } = stage;
  const runs = stage.runs.slice(0, awaits ? 1 : 2).map((run, index): ShownRun => {
    const { spec, scene, prompt, end } = run;
    const conditions = end?.conditions ?? run.conditions;
    const claimed = recorded?.runs[index];
    const isEnded = isRunOver(run);
    const output = isEnded ? run.output : withRecording(run.output, prompt.length, claimed);
    const left = index === 1 ? droppedSentence(stage.dropped, 'in this order') : '';
    const conflicts = stage.comparison
      ? comparedConflicts(stage.comparison, index)
      : chapterConflicts(chapter, index);
    return {
      index: index === 0 ? 0 : 1,
      name: nameOf(stage, index),
      labels: left ? [...conditions, left] : conditions,
      order: spec.order,
      prompt,
      output,
      total: output.length,
      scene,
      answer: answerIn(output, scene.choices),
      outcome: isEnded ? (end?.outcome ?? null) : null,
      over: isEnded || (claimed !== undefined && claimed.output.length > 0 && agrees(run.output, claimed)),
      conflicts,
      reproduction: end?.reproduction ?? null,
      recorded: run.output.length === 0 && output.length > 0,
    };
  });
  const [first] = runs;
  return first && awaits ? [first, awaitedRun(first, awaits)] : runs;
}

function nameOf({ contrast, runs, awaits }: Stage, index: number): string {
  const run = runs[index];
  if (!run) return '';
  const differs = awaits?.kind ?? contrast.differs?.kind ?? 'nothing';
  if (index === 0) return firstName(namedOf(run), differs);
  return secondName(
    differs,
    namedOf(run),
    (contrast.words ?? []).map(word => wordOf(word, run)),
  );
}

function namedOf(run: StageRun): Named {
  const { order, note, forced = [], interventions = [] } = run.spec;
  const isForced = ({ at }: Forced) => run.output[at]?.forced !== false;
  return {
    order,
    forced: forced.filter(isForced).map(word => wordOf(word, run)),
    note: note == null ? null : run.scene.choices[note === 'yes' ? 0 : 1],
    isCut: cutsAny(interventions),
  };
}

/** A forced word as it was written, or as the model's vocabulary has it. */
function wordOf({ at, token }: Forced, { output }: StageRun): string {
  return output[at]?.text ?? token.replace(/^[Ġ▁]/, '');
}

/** The second run that waits for the end of the first. */
function awaitedRun({ order, prompt, scene }: ShownRun, wish: Wish): ShownRun {
  return {
    index: 1,
    name: awaitedName(wish),
    labels: [],
    order,
    // A note would stand in its prompt.
    prompt: wish.kind === 'note' ? [] : prompt,
    output: [],
    total: 0,
    scene,
    answer: null,
    outcome: null,
    over: false,
    conflicts: NONE,
    reproduction: null,
    recorded: false,
  };
}

function recordedRuns(recorded: RecordedContrast | null, chapter: Chapter | null): ShownRun[] {
  const { differs = 'nothing', words = [], runs = [] } = recorded ?? {};
  return runs.map((run, index): ShownRun => {
    const output = withRecording([], run.prompt.length, run);
    return {
      index: index === 0 ? 0 : 1,
      name: index === 0 ? firstName(run, differs) : secondName(differs, run, words),
      labels: run.labels,
      order: run.order,
      prompt: recordedPrompt(run),
      output,
      total: output.length,
      scene: chapter?.scene ?? null,
      answer: answerIn(output, run.choices),
      outcome: null,
      over: output.length > 0,
      conflicts: chapterConflicts(chapter, index),
      reproduction: null,
      recorded: true,
    };
  });
}

/** The run as far as the playback head. */
function cutAt(run: ShownRun, head: number | null): ShownRun {
  if (head === null || head >= run.total) return run;
  const output = run.output.slice(0, head);
  const isShown = run.answer !== null && output.some(({ position }) => position === run.answer?.at);
  return { ...run, output, answer: isShown ? run.answer : null, outcome: null, over: false };
}

/** What the runs show, said only of what stands there to its end. */
function pointOf(runs: readonly ShownRun[], comparison: Comparison | null, chapter: Chapter | null): string {
  if (!runs.every(({ over }) => over)) return '';
  if (chapter && runs.every(({ reproduction }) => reproduction?.kind !== 'differs')) return chapter.point;
  const [only, ...others] = runs;
  if (others.length > 0) return comparison?.sentence ?? '';
  return only?.outcome?.sentences ?? '';
}

function comparedConflicts({ rows }: Comparison, index: number): ReadonlySet<number> {
  const conflicting = rows.filter(({ relation }) => relation === 'conflict');
  const told = conflicting.map(({ left, right }) => (index === 0 ? left : right));
  return positions(told.flatMap(one => (one ? [[one.from, one.to] as const] : [])));
}

function chapterConflicts(chapter: Chapter | null, index: number): ReadonlySet<number> {
  return positions(chapter?.conflicts?.[index] ?? []);
}

function positions(stretches: readonly Stretch[]): ReadonlySet<number> {
  const all = new Set<number>();
  for (const [from, to] of stretches) for (let at = from; at < to; at += 1) all.add(at);
  return all.size > 0 ? all : NONE;
}

/** What of the runs the engine knows, as far as it is shown: nothing else can be looked at. */
export function lookable(stage: Stage | null, shown: ShownStage | null): Looked[] {
  const runs = shown?.runs ?? [];
  const rests = runs.length > 0 && runs.every(run => run.over && isRunOver(stage?.runs[run.index]));
  return (stage?.runs ?? []).slice(0, runs.length).map((run, index) => {
    const drawn = runs[index]?.output.length ?? 0;
    const output = drawn < run.output.length ? run.output.slice(0, drawn) : run.output;
    return { prompt: run.prompt, output, resting: rests ? (runs[index]?.answer?.at ?? null) : null };
  });
}
