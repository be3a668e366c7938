import { css } from 'lit';

export const frameStyle = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1.25rem;
    margin-bottom: 0.25rem;
  }
  .name {
    margin: 0;
    font: 600 1.125rem/1.5 var(--serif);
  }
  .top a {
    margin-left: auto;
  }
  .asked {
    margin-bottom: 0.625rem;
    font: 400 1.0625rem/1.4 var(--serif);
  }
  .asked strong {
    font-weight: 600;
  }
  .stage {
    display: grid;
    grid-template:
      "differs differs" auto
      "first second" auto
      "point point" auto
      "controls controls" auto
      "prompt prompt2" auto / minmax(0, 1fr) minmax(0, 1fr);
    gap: 0 1rem;
    --reasons: 1.125rem;
    --answer: 2rem;
    --run: var(--first);
  }
  .stage.single {
    grid-template:
      "differs" auto
      "first" auto
      "point" auto
      "controls" auto
      "prompt" auto / minmax(0, 1fr);
  }
  fg-run[index="1"] {
    --run: var(--second);
  }
  .choices {
    grid-area: differs;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.375rem 1rem;
    margin-bottom: 0.5rem;
  }
  fg-notices {
    min-height: 1.45em;
    margin-top: 0.375rem;
  }
  .choices > * {
    flex-wrap: wrap;
  }
  .waiting {
    grid-area: first;
    padding: 0.625rem 1.125rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--card);
  }
  fg-point {
    grid-area: point;
    margin-top: 0.625rem;
  }
  .driven {
    grid-area: controls;
    margin-block: 0.5rem 0.625rem;
  }
  .seen {
    margin-top: 1rem;
    padding-top: 0.75rem;
    border-top: 1px solid var(--line);
  }
  /* One under the other, each with what it is given. */
  @media (width < 36rem) {
    .stage {
      --reasons: 1rem;
      grid-template:
        "differs" auto
          "first" auto
        "second" auto
        "point" auto
        "controls" auto
        "prompt" auto
        "prompt2" auto / minmax(0, 1fr);
    }
  }
  @media print {
    .choices,
    .driven,
    .seen {
      display: none;
    }
  }
`;
