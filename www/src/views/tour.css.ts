import { css } from 'lit';

export const tourStyle = css`
  .invitation {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.875rem;
    min-height: 2.375rem;
    margin-bottom: 1.25rem;
  }
  .step {
    position: absolute;
    inset: auto;
    width: min(22rem, 100vw - 1.5rem);
    margin: 0;
    padding: 0.75rem 1rem 1rem;
    border: 1px solid var(--accent);
    border-radius: 10px;
    background: var(--card);
    color: var(--ink);
    box-shadow: 0 10px 34px rgb(0 0 0 / 0.2);
    overflow: visible;
  }
  .head {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
  }
  #words {
    margin: 0.25rem 0 0.875rem;
    font: 400 1.0625rem/1.5 var(--serif);
  }
  .ways {
    display: flex;
    justify-content: end;
    gap: 0.5rem;
  }
  .ways .button:first-child {
    margin-right: auto;
  }
  .ring {
    position: absolute;
    border: 2px solid var(--accent);
    border-radius: 8px;
    pointer-events: none;
  }
  @media (width < 40rem) {
    .step {
      position: fixed;
      inset: auto 0.75rem 0.75rem;
      width: auto;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
