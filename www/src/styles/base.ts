import { css } from 'lit';

/** What every component shares: box model, buttons, fields, headings. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  h2 {
    margin: 0;
    font: 600 1.3125rem/1.25 var(--serif);
    letter-spacing: -0.005em;
  }
  p {
    margin: 0;
    text-wrap: pretty;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-height: 2.375rem;
    padding: 0.25rem 0.875rem;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--card);
    font-weight: 500;
    cursor: pointer;
  }
  .button:hover:not(:disabled) {
    border-color: var(--ink);
  }
  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  .button:disabled {
    border-color: var(--line);
    background: transparent;
    color: var(--quiet);
    cursor: default;
  }
  .link {
    padding: 0.125rem 0;
    border: 0;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
    cursor: pointer;
  }
  .field {
    min-height: 2.125rem;
    padding: 0.125rem 0.5rem;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--card);
  }
  .quiet {
    color: var(--quiet);
  }
  .small {
    font-size: 0.9375rem;
    line-height: 1.45;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
