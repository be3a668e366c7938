import { css } from 'lit';

export const tokenStripStyle = css`
  :host {
    display: block;
    position: relative;
  }
  .passage {
    display: grid;
    grid-template-columns: 5.5rem 1fr;
    column-gap: 0.75rem;
  }
  .part {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    align-self: start;
    height: var(--leading);
    color: var(--quiet);
    font-size: 0.875rem;
  }
  .part i {
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--hue);
    forced-color-adjust: none;
  }
  .words {
    font: 400 var(--text) / var(--leading) var(--serif);
    word-spacing: -0.1em;
  }
  .cluster {
    white-space: nowrap;
  }
  .token {
    position: relative;
    margin: 0;
    padding: 0 0.06em;
    border: 0;
    border-radius: 3px;
    background: color-mix(in oklab, var(--shade) calc(var(--shade-of) * 100%), transparent);
    color: color-mix(in oklab, var(--on-shade) calc(var(--shade-of) * 100%), var(--ink));
    font: inherit;
    line-height: 1.3;
    cursor: pointer;
  }
  .token + .token,
  [role="listitem"] + [role="listitem"] .token {
    min-width: 0.4em;
    margin-left: -0.06em;
    padding-inline: 0 0.06em;
    text-align: left;
  }
  .token:hover {
    box-shadow: 0 0 0 1px var(--edge);
  }
  .token.named,
  .token.marker {
    color: var(--quiet);
    font: 400 0.8125em/1.3 var(--sans);
  }
  .token.unsure {
    text-decoration: underline dotted 1.5px var(--edge);
    text-underline-offset: 0.2em;
  }
  .token.conflict {
    text-decoration: underline solid 2px var(--run);
    text-underline-offset: 0.18em;
  }
  .sign {
    margin-right: 0.1em;
    color: var(--run);
    font: 600 0.8em/1 var(--sans);
  }
  .token.from {
    box-shadow: 0 0 0 1.5px var(--ink);
  }
  .token.recorded:not(.forced) {
    color: var(--quiet);
  }
  .token.recorded.forced {
    outline-style: dashed;
  }
  .token.forced {
    margin-inline: 0.3em;
    padding-inline: 0.35em;
    outline: 2px solid var(--forced);
    outline-offset: -1px;
    color: var(--forced);
    font-weight: 600;
  }
  .token.forced.from {
    box-shadow: 0 0 0 2.5px var(--card), 0 0 0 4px var(--ink);
  }
  .token:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    z-index: 1;
  }
  .tag {
    margin-left: 0.35em;
    font: 500 0.6875rem/1 var(--sans);
    letter-spacing: 0.02em;
  }
  /* The answer, large, with its number beside it. */
  .large {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 0.375rem;
    margin-top: 0.1875rem;
    line-height: 1.15;
    word-spacing: 0;
  }
  .token.answer {
    font: 600 var(--answer, 2.5rem) / 1.1 var(--serif);
    color: color-mix(in oklab, var(--on-shade) calc(var(--shade-of) * 100%), var(--run));
    letter-spacing: -0.01em;
    margin-right: 0.04em;
  }
  .token.answer.forced {
    margin-inline: 0.1em;
    padding-inline: 0.2em;
    border-radius: 6px;
    color: var(--forced);
  }
  .token.answer.recorded:not(.forced) {
    color: var(--run);
  }
  .headline {
    margin-left: 0.375rem;
    color: var(--quiet);
    font: 500 1rem/1.3 var(--sans);
    font-variant-numeric: tabular-nums;
  }
  .headline:not(.forced) {
    color: var(--ink);
    font-size: 1.25rem;
  }
  .placeholder {
    color: var(--quiet);
    font: 400 var(--text) / var(--leading) var(--serif);
  }
  .tip {
    --half: 9.5rem;
    position: absolute;
    z-index: 2;
    /* The words in it fit between the edges of the strip. */
    left: clamp(var(--half), var(--middle), 100% - var(--half));
    translate: -50% calc(-100% - 0.375rem);
    padding: 0.125rem 0.5rem;
    border-radius: 4px;
    background: var(--ink);
    color: var(--paper);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    pointer-events: none;
  }
  /* Where shades can't be counted on, the number says the same. */
  @media (forced-colors: active), print {
    .token[data-times]::after {
      content: attr(data-times);
      margin-left: 0.15em;
      font: 500 0.625em/1 var(--sans);
      vertical-align: super;
    }
    .token.from {
      outline: 2px solid;
    }
  }
  @media (forced-colors: active) {
    .token.from {
      outline-color: Highlight;
    }
    .token.forced {
      outline-color: CanvasText;
    }
  }
  @media (width < 62rem) {
    .headline.forced {
      margin-left: 0;
      font-size: 0.875rem;
    }
  }
  @media (width < 40rem) {
    .passage {
      grid-template-columns: 1fr;
    }
    .part {
      height: 1.375rem;
      margin-top: 0.125rem;
    }
    .headline:not(.forced) {
      font-size: 1.125rem;
    }
    .large {
      column-gap: 0.25rem;
      margin-top: 0;
    }
    .token {
      line-height: 1.2;
    }
    .token.answer {
      line-height: 1;
    }
    .tip {
      display: none;
    }
  }
  /* Where only the first lines are in sight, the answer is among them, wherever it was written. */
  @media (width < 40rem) and (height < 46rem) {
    [aria-label="Output"] {
      display: flex;
      flex-direction: column;
    }
    .large {
      order: -1;
    }
  }
`;
