import { css } from 'lit';

export const questionStyle = css`
  :host {
    display: block;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.5rem 2.5rem;
    align-items: center;
  }
  h1 {
    margin: 0;
    font: 600 clamp(1.75rem, 1rem + 2.2vw, 2.5rem) / 1.12 var(--serif);
    letter-spacing: -0.016em;
    text-wrap: balance;
  }
  .told {
    max-width: 46rem;
    margin-top: 0.375rem;
    color: var(--quiet);
    font: 400 1rem/1.4 var(--serif);
    text-wrap: pretty;
  }
  .told::first-letter {
    text-transform: uppercase;
  }
  .more {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.25rem;
    margin-top: 0.25rem;
    font-size: 0.9375rem;
  }
  .link:disabled {
    color: var(--quiet);
    cursor: default;
  }
  .drawing {
    width: 21rem;
  }
  .of-picture .drawing {
    width: 14.5rem;
  }
  .of-words .drawing {
    display: none;
  }
  fg-scene-tools {
    grid-column: 1 / -1;
  }
  .path {
    fill: none;
    stroke: var(--ball);
    stroke-width: 4;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-dasharray: 1;
    animation: draw 1.6s ease-in-out;
  }
  @keyframes draw {
    from {
      stroke-dashoffset: 1;
    }
    to {
      stroke-dashoffset: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .path {
      animation: none;
    }
  }
  @media (width < 60rem) {
    section {
      column-gap: 1.5rem;
    }
    .of-cups .told,
    .of-access .told {
      display: none;
    }
  }
  /* There the drawing takes the width where it has words in it, and stands beside the question where it has none. */
  @media (width < 40rem) {
    section {
      gap: 0.125rem 0.75rem;
    }
    h1 {
      font-size: 1.3125rem;
    }
    .asked {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      align-items: baseline;
      gap: 0 0.5rem;
    }
    .more {
      gap: 0 0.625rem;
      margin-top: 0;
      font-size: 0.8125rem;
      line-height: 1.35;
    }
    .of-picture .told {
      display: none;
    }
    .of-picture .drawing {
      width: 8.75rem;
    }
    .of-cups,
    .of-access,
    .of-words {
      grid-template-columns: minmax(0, 1fr);
    }
    .of-cups .drawing,
    .of-access .drawing {
      width: 100%;
    }
  }
  /* Letters twice as large on the narrowest screen. */
  @media (width < 16rem) {
    section,
    .of-picture {
      grid-template-columns: minmax(0, 1fr);
    }
    .of-picture .drawing {
      width: 100%;
    }
  }
  @media print {
    .more,
    fg-scene-tools {
      display: none;
    }
  }
`;
