import { css } from 'lit';

/** A window over the page, for what is done apart from it. */
export const dialogStyle = css`
  dialog {
    width: min(38rem, 100vw - 1.5rem);
    max-height: calc(100dvh - 1.5rem);
    padding: 0;
    border: 1px solid var(--edge);
    border-radius: 10px;
    background: var(--card);
    color: var(--ink);
    box-shadow: 0 18px 60px rgb(0 0 0 / 0.24);
    overflow: auto;
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: rgb(20 18 14 / 0.32);
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    padding: 0.875rem 1.25rem;
    border-bottom: 1px solid var(--line);
    background: var(--card);
  }
  .body {
    display: grid;
    gap: 1.25rem;
    padding: 1rem 1.25rem 1.25rem;
  }
  h2 {
    font-size: 1.1875rem;
  }
  h3 {
    margin: 0 0 0.375rem;
    font: 600 1.0625rem/1.3 var(--serif);
  }
`;
