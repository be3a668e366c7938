import { css } from 'lit';

/** A choice of few, side by side: native radio buttons, each under its name. */
export const segments = css`
  .segments {
    display: flex;
    padding: 3px;
    border: 1px solid var(--edge);
    border-radius: calc(var(--radius) + 2px);
    background: var(--card);
  }
  .segments label {
    position: relative;
    display: flex;
    flex: 1;
    align-items: center;
    justify-content: center;
    min-height: 2rem;
    padding: 0 0.875rem;
    border-radius: 5px;
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
  }
  .segments label:has(:checked) {
    background: var(--ink);
    color: var(--paper);
  }
  .segments label:has(:focus-visible) {
    outline: 2px solid var(--accent);
    outline-offset: 3px;
  }
  .segments label:has(:disabled) {
    cursor: default;
  }
  .segments input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: inherit;
  }
  /* Letters twice as large on the narrowest screen: names break, and stand below each other. */
  @media (width < 16rem) {
    .segments {
      flex-wrap: wrap;
    }
    .segments label {
      flex: auto;
      white-space: normal;
      text-align: center;
    }
  }
  @media (forced-colors: active) {
    .segments label:has(:checked) {
      outline: 2px solid;
      outline-offset: -3px;
    }
  }
`;
