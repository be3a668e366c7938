import { css } from 'lit';

export const appStyle = css`
  :host {
    position: relative;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0 1.25rem;
    min-height: 2.5rem;
  }
  .name {
    font: 600 1.125rem/1.3 var(--serif);
  }
  ::slotted([slot="intro"]) {
    margin: 0;
    color: var(--quiet);
    font-size: 0.9375rem;
  }
  .share {
    min-height: 2rem;
  }
  /* In reach of the eye at the top, and of Tab at the end. */
  .tools {
    position: absolute;
    inset: 0.5rem clamp(1rem, 3vw, 2.5rem) auto auto;
    display: flex;
    align-items: center;
    gap: 0 1rem;
    min-height: 2.5rem;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    margin-top: 0.5rem;
  }
  .stage {
    display: grid;
    grid-template:
      "differs order" auto
      "notices notices" auto
      "first second" auto
      "point point" auto
      "parted parted" auto
      "controls controls" auto
      "prompt prompt2" auto / minmax(0, 1fr) minmax(0, 1fr);
    gap: 0 1.25rem;
    --reasons: 1.25rem;
    --run: var(--first);
  }
  .stage.single {
    grid-template:
      "differs order" auto
      "notices notices" auto
      "first first" auto
      "point point" auto
      "parted parted" auto
      "controls controls" auto
      "prompt prompt" auto / minmax(0, 1fr) max-content;
  }
  fg-differs {
    grid-area: differs;
  }
  .stage:not(.single) fg-differs {
    grid-area: 1 / 1 / auto / span 2;
    margin-right: 20rem;
  }
  fg-order {
    grid-area: order;
    justify-self: end;
  }
  fg-notices {
    grid-area: notices;
    margin-block: 0.375rem;
  }
  fg-run[index="1"] {
    --run: var(--second);
  }
  .waiting {
    grid-area: first;
    min-height: 13rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--card);
  }
  .waiting.second {
    grid-area: second;
  }
  .single .waiting.second {
    display: none;
  }
  fg-point {
    grid-area: point;
    min-height: 3.25rem;
    margin-top: 0.75rem;
  }
  fg-recorded-texts {
    grid-area: parted;
    margin-top: 0.75rem;
  }
  fg-controls {
    grid-area: controls;
    margin-block: 0.75rem 1rem;
    padding-top: 0.625rem;
    border-top: 1px solid var(--line);
  }
  .views,
  fg-views {
    min-height: 20rem;
    margin-top: 0.75rem;
  }
  .printed {
    display: none;
    overflow-wrap: anywhere;
  }
  footer {
    margin-top: 3rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
  }
  @media (width < 80rem), (height < 50rem) {
    .stage {
      --reasons: 1.125rem;
    }
    main {
      gap: 0.5rem;
    }
  }
  @media (width < 78rem) {
    ::slotted([slot="intro"]) {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @media (width < 62rem) {
    .stage {
      --answer: 2.25rem;
    }
    .stage:not(.single) fg-differs {
      margin-right: 14rem;
    }
  }
  /* No room for them beside Share: they stand at the end. */
  @media (width < 52rem) {
    .tools {
      position: static;
      flex-wrap: wrap;
    }
  }
  /* One column: the runs, what they show and what to do next come before all else. */
  @media (width < 40rem) {
    header {
      flex-wrap: wrap;
      gap: 0 0.5rem;
      min-height: 2rem;
    }
    .share {
      margin-left: auto;
    }
    main {
      gap: 0.25rem;
      margin-top: 0;
    }
    .stage,
    .stage.single {
      --reasons: 1rem;
      --answer: 1.875rem;
      grid-template:
        "differs" auto
        "notices" auto
        "first" auto
        "second" auto
        "point" auto
        "parted" auto
        "controls" auto
        "order" auto
        "prompt" auto
        "prompt2" auto / minmax(0, 1fr);
      gap: 0;
    }
    .stage:not(.single) fg-differs {
      grid-area: differs;
      margin-right: 0;
    }
    fg-order {
      justify-self: stretch;
      margin-bottom: 1rem;
    }
    fg-notices {
      margin-block: 0.125rem;
    }
    fg-point {
      margin-top: 0.25rem;
    }
    .waiting {
      min-height: 9rem;
    }
    .waiting.second {
      margin-top: 0.375rem;
    }
    footer {
      margin-top: 1.5rem;
    }
  }
  @media print {
    header > :not(.name, slot),
    .tools,
    fg-notices,
    footer {
      display: none;
    }
    .printed {
      display: block;
      margin-top: 1.5rem;
    }
  }
`;
