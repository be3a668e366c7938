import { css } from 'lit';

export const cutPanelStyle = css`
  :host {
    display: block;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
  }
  .intro {
    max-width: 56rem;
  }
  .do {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
    min-height: 2.375rem;
  }
  progress {
    width: min(20rem, 50vw);
    accent-color: var(--accent);
  }
  .sentence {
    max-width: 52rem;
    padding-left: 0.875rem;
    border-left: 3px solid var(--ink);
    font: 400 1.125rem/1.45 var(--serif);
  }
  .numbers,
  .texts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
    gap: 0.75rem 2.5rem;
  }
  .numbers > * {
    min-width: 0;
  }
  table {
    border-collapse: collapse;
    align-self: start;
    font-size: 0.9375rem;
  }
  .scroll {
    overflow-x: auto;
  }
  .parts {
    width: 100%;
  }
  caption {
    padding-bottom: 0.25rem;
    color: var(--quiet);
    font-size: 0.875rem;
    text-align: left;
  }
  th,
  td {
    padding: 0.25rem 0.75rem 0.25rem 0;
    border-top: 1px solid var(--line);
    font-weight: 400;
    text-align: left;
  }
  thead th {
    border: 0;
    color: var(--quiet);
    font-size: 0.875rem;
  }
  tfoot th,
  tfoot td {
    border-top-color: var(--ink);
    font-weight: 600;
  }
  td.number,
  th.number {
    text-align: right;
  }
  .drawn {
    min-width: 13rem;
  }
  h3 {
    margin: 0 0 0.25rem;
    font: 600 0.9375rem/1.4 var(--sans);
  }
  .words {
    font: 400 1.0625rem/1.5 var(--serif);
  }
  ul {
    display: grid;
    gap: 0.25rem;
    margin: 0;
    padding-left: 1.25rem;
  }
`;
