import { css } from 'lit';

export const appStyle = css`
  .top {
    display: grid;
    grid-template-columns: auto 1fr auto auto;
    align-items: center;
    gap: 0.25rem 1.5rem;
    margin-bottom: clamp(1rem, 2.5vw, 1.75rem);
  }
  .name {
    font: 600 1.125rem/1.3 var(--serif);
  }
  .bench {
    display: grid;
    gap: 1.5rem clamp(2rem, 5vw, 4.5rem);
  }
  fg-scene {
    min-height: 24.5rem;
  }
  .work {
    min-width: 0;
    padding-top: 1.25rem;
    border-top: 1px solid var(--line);
  }
  .work h2 {
    margin: 1.25rem 0 0.25rem;
  }
  .prompt {
    --text: 1.0625rem;
    --leading: 2rem;
    min-height: calc(var(--given) / 68 * var(--leading) + 2.5 * var(--leading));
  }
  .output {
    min-height: calc(var(--expected) / 60 * var(--leading) + 1.5 * var(--leading));
  }
  fg-outcome {
    margin-block: 0.75rem;
  }
  fg-order-figure {
    margin-top: 1.25rem;
  }
  .hint {
    margin-bottom: 0.5rem;
  }
  fg-cut {
    margin-top: 2rem;
    padding-top: 1.25rem;
    border-top: 1px solid var(--line);
  }
  .printed {
    display: none;
    overflow-wrap: anywhere;
  }
  .matrix {
    margin-top: 2.5rem;
  }
  footer {
    margin-top: 3.5rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
  }
  @media (width >= 60rem) {
    /* The columns are as high as what is in them: the middle row takes up what the scene has more than the words beside it. */
    .bench {
      grid-template: auto auto 1fr / minmax(0, 1fr) 23rem;
      row-gap: 0;
    }
    fg-scene {
      grid-area: 1 / 2 / span 2 / auto;
      padding-bottom: 2rem;
    }
    .work {
      grid-area: 2 / 1 / span 2 / auto;
      margin-top: 0.5rem;
    }
    fg-attention {
      grid-area: 3 / 2;
      position: sticky;
      top: 1rem;
      align-self: start;
    }
  }
  @media (40rem <= width < 60rem) {
    fg-scene {
      min-height: 15rem;
    }
  }
  @media (width < 40rem) {
    .prompt {
      min-height: calc(var(--given) / 36 * var(--leading) + 8rem);
    }
    .output {
      min-height: calc(var(--expected) / 33 * var(--leading) + 6rem);
    }
    .top {
      grid-template-columns: 1fr auto auto;
    }
    fg-load-status {
      grid-area: 2 / 1 / auto / -1;
    }
  }
  @media print {
    .top > :not(.name),
    fg-controls,
    fg-notices,
    fg-cut,
    footer,
    .hint {
      display: none;
    }
    .printed {
      display: block;
      margin-top: 1.5rem;
    }
    .bench {
      display: block;
    }
    fg-scene,
    .prompt,
    .output {
      min-height: 0;
    }
    fg-attention {
      margin-top: 1.5rem;
      break-inside: avoid;
    }
  }
`;
