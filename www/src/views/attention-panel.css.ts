import { css } from 'lit';

export const attentionPanelStyle = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem 3rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 1rem;
  }
  h3 {
    margin: 0 0 0.25rem;
    font: 500 0.875rem/1.5 var(--sans);
    color: var(--quiet);
  }
  .told {
    display: grid;
    gap: 0.5rem;
    align-content: start;
  }
  .sentence {
    font: 400 1.0625rem/1.45 var(--serif);
  }
  .words {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .word {
    padding: 0 0.2em;
    border-radius: 3px;
    background: color-mix(in oklab, var(--shade) calc(var(--shade-of) * 100%), transparent);
    color: color-mix(in oklab, var(--on-shade) calc(var(--shade-of) * 100%), var(--ink));
    font: 400 1.0625rem/1.4 var(--serif);
  }
  .scale {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.625rem;
  }
  .stops {
    display: flex;
    flex: 0 1 11.25rem;
    border: 1px solid var(--line);
  }
  .stops i {
    flex: 1;
    background: color-mix(in oklab, var(--shade) calc(var(--shade-of) * 100%), transparent);
    color: color-mix(in oklab, var(--on-shade) calc(var(--shade-of) * 100%), var(--ink));
    font: 500 0.75rem/1.25rem var(--sans);
    text-align: center;
  }
  .choices {
    display: grid;
    gap: 0.5rem;
    align-content: start;
  }
  .picks {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
  }
  .picks label {
    display: grid;
    flex: 1 1 7rem;
    gap: 0.125rem;
    font-size: 0.875rem;
    font-weight: 500;
  }
  .picks select {
    width: 100%;
    font-size: 0.9375rem;
    font-weight: 400;
  }
  .rows {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .rows label {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 1.5rem;
  }
  .rows input {
    width: 1rem;
    height: 1rem;
    margin: 0;
    accent-color: var(--accent);
  }
  @container (width >= 44rem) {
    section {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      min-height: 15rem;
      align-content: start;
    }
    header {
      grid-column: 1 / -1;
    }
    .choices {
      grid-column: 1 / -1;
    }
  }
  @container (width >= 66rem) {
    section {
      grid-template-columns: minmax(0, 5fr) minmax(0, 4fr) minmax(0, 4fr);
    }
    .choices {
      grid-column: auto;
    }
  }
  @media print {
    .rows,
    header .link {
      display: none;
    }
    .picks select {
      padding: 0;
      border: 0;
      appearance: none;
    }
  }
`;
