import { css } from 'lit';

export const frameStyle = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1.25rem;
    margin-bottom: 0.75rem;
  }
  .name {
    margin: 0;
    font: 600 1.125rem/1.5 var(--serif);
  }
  .top .link,
  .top a {
    margin-left: auto;
  }
  .state {
    min-height: 1.45em;
    margin-top: 0.75rem;
  }
  h2 {
    margin: 0.75rem 0 0.125rem;
    font-size: 1.125rem;
  }
  .prompt {
    --text: 1rem;
    --leading: 1.875rem;
    min-height: calc(var(--given) / 74 * var(--leading) + var(--leading));
  }
  .output {
    min-height: calc(var(--expected) / 66 * var(--leading) + var(--leading));
  }
  fg-outcome {
    margin-top: 0.5rem;
  }
  .seen {
    margin-top: 1rem;
    padding-top: 0.75rem;
    border-top: 1px solid var(--line);
  }
  .seen h2 {
    margin-top: 0;
  }
  .bars {
    max-width: 34rem;
    min-height: 8.75rem;
    margin-top: 0.5rem;
  }
  @media (width < 40rem) {
    .prompt {
      min-height: calc(var(--given) / 36 * var(--leading) + 4.5rem);
    }
    .output {
      min-height: calc(var(--expected) / 32 * var(--leading) + 3.5rem);
    }
  }
  @media print {
    fg-controls,
    .seen {
      display: none;
    }
  }
`;
