import { css } from 'lit';

export const attentionPanelStyle = css`
  :host {
    display: block;
  }
  section {
    display: grid;
    gap: 0.875rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
  }
  h3 {
    margin: 0.375rem 0 -0.5rem;
    font: 600 1.0625rem/1.3 var(--serif);
  }
  .sentence {
    min-height: 4.5em;
    font: 400 1.0625rem/1.5 var(--serif);
  }
  .picks {
    display: flex;
    gap: 0.75rem;
  }
  .picks label {
    display: grid;
    flex: 1;
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
  .sums {
    min-height: 8.125rem;
  }
  .note {
    min-height: 2.9em;
    margin-top: -0.375rem;
  }
  fg-head-grid {
    min-height: 7.125rem;
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
    .sums,
    .sentence {
      min-height: 0;
    }
  }
`;
