import { html, type TemplateResult } from 'lit';
import type { ModelInfo, Token } from '../engine/protocol.js';
import type { Workbench } from '../state/workbench.js';
import { regionName } from '../text/stage.js';

/** Something to look at below the two runs. Tabs, the keyboard map and a frame's `view=` come from the list of these. */
export interface View {
  /** As links and frames name it. */
  id: string;
  /** As its tab names it. */
  name: string;
  /** The custom element that draws it. */
  element: string;
  /** The single key that opens it. */
  key: string;
  /** Whether a model of this size can be drawn so. */
  fits(model: ModelInfo): boolean;
  /** Defines the element. */
  load(): Promise<unknown>;
  /** The element, with what it shows of the workbench. */
  draw(bench: Workbench): TemplateResult;
}

/** From so many heads on, a grid of all of them no longer is in sight at once. */
const MOST_HEADS = 1024;

/** The longest text whose matrix still can be drawn, in tokens. */
const MOST_MATRIX = 4096;

export const VIEWS: readonly View[] = [
  {
    id: 'attention',
    name: 'Attention',
    element: 'fg-attention',
    key: 'a',
    fits: () => true,
    load: () => import('./attention-panel.js'),
    draw: ({ attention, model, running, shown }) => html`<fg-attention
      .seen=${attention.seen}
      .gaze=${attention.gaze}
      .layer=${attention.layer}
      .head=${attention.head}
      .row=${attention.row}
      ?held=${attention.selected !== null}
      ?running=${running}
      .model=${model}
      run=${lookedRun(shown, attention.gaze?.run ?? attention.run)}
      .tokens=${lookedTokens(shown, attention.gaze?.run ?? attention.run)}
    ></fg-attention>`,
  },
  {
    id: 'heads',
    name: 'Heads',
    element: 'fg-heads',
    key: 'h',
    fits: ({ layers, heads }) => layers * heads <= MOST_HEADS,
    load: () => import('./heads.js'),
    draw: ({ attention: { seen, gaze, layer, head, run }, shown }) => {
      const word = seen && lookedTokens(shown, gaze?.run ?? run)[seen.at]?.text.trim();
      return html`<fg-heads
        .heads=${seen?.heads ?? []}
        .layer=${layer}
        .head=${head}
        of=${word ? `“${word}”, ${lookedRun(shown, gaze?.run ?? run)}` : ''}
      ></fg-heads>`;
    },
  },
  {
    id: 'matrix',
    name: 'Show the full attention matrix',
    element: 'fg-matrix-panel',
    key: 'm',
    fits: ({ maxTokens }) => maxTokens <= MOST_MATRIX,
    load: () => import('./matrix-panel.js'),
    draw: bench => {
      const { attention, shown, running } = bench;
      const { run, layer, head } = attention;
      return html`<fg-matrix-panel
        .tokens=${writtenTokens(bench, run)}
        .layer=${layer}
        .head=${head}
        run=${run}
        of=${lookedRun(shown, run)}
        ?running=${running}
        .ask=${bench.matrix.bind(bench)}
      ></fg-matrix-panel>`;
    },
  },
  {
    id: 'side-by-side',
    name: 'Side by side',
    element: 'fg-side-by-side',
    key: 'c',
    fits: () => true,
    load: () => import('./side-by-side.js'),
    draw: ({ stage, shown, running }) => html`<fg-side-by-side
      .comparison=${stage?.comparison ?? null}
      .names=${shown?.runs.map(({ name }) => name) ?? []}
      empty=${
        running
          ? 'Both are being written.'
          : shown?.differs === 'nothing'
            ? 'There is one run. Choose what differs, and there are two.'
            : 'Run both to their ends first.'
      }
    ></fg-side-by-side>`,
  },
  {
    id: 'cut',
    name: 'The cut',
    element: 'fg-cut',
    key: 'x',
    fits: () => true,
    load: () => import('./cut-panel.js'),
    draw: ({ cutting, stage, shown, running, pending }) => html`<fg-cut
      order=${shown?.runs[0]?.order ?? 'decision_first'}
      .progress=${cutting.progress}
      .report=${cutting.report}
      problem=${cutting.problem}
      ?ready=${stage?.runs[0]?.end?.over === true && !running && pending === 0}
    ></fg-cut>`,
  },
];

type Shown = Workbench['shown'];

/** “First run: left to itself”. */
function lookedRun(shown: Shown, index: 0 | 1): string {
  const run = shown?.runs[index];
  return run ? regionName(index, run.name) : '';
}

function lookedTokens(shown: Shown, index: 0 | 1): readonly Token[] {
  const run = shown?.runs[index];
  return run ? [...run.prompt, ...run.output] : [];
}

/** What the engine has of a run, wherever the playback is. */
function writtenTokens({ stage }: Workbench, index: 0 | 1): readonly Token[] {
  const run = stage?.runs[index];
  return run ? [...run.prompt, ...run.output] : [];
}
