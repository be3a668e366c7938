import RATES from 'virtual:rates';
import { html, nothing, type TemplateResult } from 'lit';
import type { Contrast } from '../engine/protocol.js';
import type { ShownRun } from '../state/shown.js';
import { isOver } from '../state/stage.js';
import type { Workbench } from '../state/workbench.js';
import { conflictingWords } from '../text/conflicts.js';
import type { Next } from '../text/next.js';
import { kindOf, sizeOf } from '../text/puzzle.js';
import { rateSentence } from '../text/rates.js';
import { recordingSentence } from '../text/recording.js';
import { meanwhile } from '../text/stage.js';
import { partedRuns } from './parted.js';
import './controls.js';
import './differs.js';
import './notices.js';
import './order-choice.js';
import './point.js';
import './run.js';

/** What the page knows of the stage beside what the workbench holds. */
export interface Around {
  /** Whether another word is to be chosen, and none has been yet. */
  picking: boolean;
  /** A sentence about what was pressed. */
  hint: string;
  /** Whether the page has all of its parts. */
  whole: boolean;
  next: Next | null;
}

/** Whether words that are shown are only recorded yet. */
export function isRecorded({ shown }: Workbench): boolean {
  return shown?.runs.some(({ recorded }) => recorded) ?? false;
}

/** Whether nothing is left to write, or all of it is recorded. */
export function isWritten(bench: Workbench): boolean {
  return isRecorded(bench) || (bench.stage !== null && isOver(bench.stage));
}

/** The two runs, what they differ in, what they show, and what drives them. */
export function drawStage(bench: Workbench, { picking, hint, whole, next }: Around): TemplateResult {
  const { shown, stage, loading, pending, running, chapter, origin, problem, notice } = bench;
  const runs = shown?.runs ?? [];
  const order = runs[0]?.order ?? 'decision_first';
  const conflicts = conflictingWords(runs);
  const parted = partedRuns(bench);
  const reproductions = runs.flatMap(({ reproduction }) => reproduction ?? []);
  const claimed = origin === 'link' && isRecorded(bench);
  const ready = stage !== null && !loading;
  // What is pressed while the engine comes is done once it is there.
  const open = shown !== null && (stage !== null || loading !== null);
  return html`<div class=${runs.length > 1 ? 'stage' : 'stage single'}>
    <fg-differs
      kind=${picking ? 'word' : (shown?.differs ?? 'nothing')}
      order=${order}
      ?ready=${open}
      ?busy=${pending > 0}
    ></fg-differs>
    <fg-order order=${order} ?ready=${open} ?busy=${pending > 0}></fg-order>
    <fg-notices
      .problem=${problem}
      notice=${hint || notice}
      recording=${recordingSentence({
        claimed: claimed || (origin === 'link' && reproductions.length > 0),
        running,
        reproductions,
      })}
    ></fg-notices>
    ${runs.length > 0 ? runs.map(run => drawRun(bench, run, conflicts[run.index])) : html`<div class="waiting"></div><div class="waiting second"></div>`}
    <fg-point
      point=${shown?.point ?? chapter?.point ?? ''}
      rate=${rateOf(bench)}
      meanwhile=${meanwhile({
        ...{ picking, running, claimed },
        partial: bench.playback.head !== null,
        ready: stage !== null,
      })}
      ?recorded=${claimed && !running}
      ?ready=${ready && pending === 0}
      .next=${next}
    ></fg-point>
    ${parted.length > 0 && whole ? html`<fg-recorded-texts .parted=${parted}></fg-recorded-texts>` : nothing}
    ${drawControls(bench, ready)}
  </div>`;
}

/** What the model's card knows of many scenes like this one, where nothing more is done to it than there. */
function rateOf({ shown, stage, chapter }: Workbench): string {
  const [first] = shown?.runs ?? [];
  const { task, model } = stage?.contrast.first ?? {};
  const scene = first?.scene;
  const puzzle = scene?.puzzle;
  const drawn = task ? task.kind !== 'made' && task.kind !== 'text' : chapter !== null;
  if (!shown || !first || !scene || !puzzle || !drawn || first.labels.length > 0) return '';
  if (model && model.sha256 !== RATES.model) return '';
  if (stage && !isAsCounted(stage.contrast.differs, shown.runs)) return '';
  const size = 'access' in puzzle ? puzzle.access.facts.length : sizeOf(scene);
  return rateSentence({ kind: kindOf(puzzle), size, order: first.order, differs: shown.differs }, RATES);
}

/** Whether the second run is one that the card counts: all of it cut; made to answer, or told, what is not right (a picture has no right). */
function isAsCounted(differs: Contrast['differs'], [first, second]: readonly ShownRun[]): boolean {
  switch (differs?.kind) {
    case 'cut':
      return differs.layers === 'all' && differs.heads === 'all';
    case 'answer':
    case 'note': {
      const { truth, choices } = first?.scene ?? {};
      const right = truth == null ? null : choices?.[truth === 'yes' ? 0 : 1];
      const isForced = differs.kind === 'note' || second?.answer?.forced === true;
      return isForced && (right === null || first?.answer?.word === right);
    }
    default:
      return true;
  }
}

function drawRun(
  { attention: { seen, gaze }, running }: Workbench,
  run: ShownRun,
  conflicts: ReadonlySet<number> = run.conflicts,
): TemplateResult {
  const looked = seen !== null && gaze?.run === run.index;
  return html`<fg-run
    index=${run.index}
    placeholder=${running ? '' : 'Nothing yet.'}
    .run=${run}
    .conflicts=${conflicts}
    .seen=${looked ? seen : null}
    .from=${looked ? seen.at : null}
  ></fg-run>`;
}

function drawControls(bench: Workbench, ready: boolean): TemplateResult {
  const { stage, running, pending, playback } = bench;
  const written = isWritten(bench);
  return html`<fg-controls
    ?ready=${ready}
    ?running=${running}
    ?busy=${pending > 0}
    ?ended=${written && playback.head === null}
    ?waiting=${!written}
    ?started=${stage?.runs.some(({ output }) => output.length > 0) ?? false}
    .head=${playback.head}
    length=${playback.length}
    ?playing=${playback.playing}
    delay=${playback.delay}
  ></fg-controls>`;
}
