import { css } from 'lit';

export const sideBySideStyle = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .sentence {
    max-width: 48rem;
    margin-top: 0.5rem;
    padding-left: 0.875rem;
    border-left: 3px solid var(--ink);
    font: 400 1.0625rem/1.5 var(--serif);
  }
  h3 {
    margin: 0;
    font: 600 1.0625rem/1.3 var(--serif);
  }
  .sides,
  .row {
    display: grid;
    grid-template-columns: 1fr 2.25rem 1fr;
  }
  .sides {
    margin-top: 1.25rem;
  }
  .side + .side {
    grid-column: 3;
  }
  .rows {
    margin: 0.75rem 0 0;
    padding: 0;
    border-bottom: 1px solid var(--line);
    list-style: none;
  }
  .row {
    padding-block: 0.3125rem;
    border-top: 1px solid var(--line);
    font: 400 1.0625rem/1.4 var(--serif);
  }
  .row.same {
    color: var(--quiet);
  }
  .row b {
    font-weight: 650;
  }
  .mark {
    justify-self: center;
    min-width: 1.375rem;
    font: 500 0.9375rem/1.5rem var(--sans);
    text-align: center;
  }
  .conflict .mark {
    align-self: start;
    height: 1.375rem;
    border-radius: 0.6875rem;
    background: var(--ink);
    color: var(--paper);
    line-height: 1.3125rem;
  }
  .left {
    order: -1;
  }
  .key {
    margin-top: 0.5rem;
  }
  @media (forced-colors: active) {
    .conflict .mark {
      outline: 1px solid;
    }
  }
  h3.looked {
    margin: 1.5rem 0 0.5rem;
  }
  @container (width >= 28rem) {
    .whose {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .row {
      position: relative;
    }
  }
  @container (width < 28rem) {
    .sides {
      grid-template-columns: 1fr;
      row-gap: 0.75rem;
    }
    .side + .side {
      grid-column: 1;
    }
    .row {
      grid-template-columns: minmax(0, 1fr) 1.75rem;
      column-gap: 0.5rem;
    }
    .rows {
      --whose: 4.25rem;
    }
    .said {
      display: grid;
      grid-template-columns: var(--whose) minmax(0, 1fr);
      column-gap: 0.5rem;
      grid-column: 1;
    }
    .whose {
      color: var(--quiet);
      font: 400 0.875rem/1.5rem var(--sans);
    }
    .row .mark {
      grid-area: 1 / 2 / span 2 / auto;
      align-self: center;
    }
    .same .right,
    .absent {
      display: none;
    }
  }
  @container (width < 14rem) {
    .said {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
