import { css } from 'lit';

export const tokenStripStyle = css`
  :host {
    display: block;
    position: relative;
  }
  .passage {
    display: grid;
    grid-template-columns: 6.25rem 1fr;
    column-gap: 1rem;
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
    word-spacing: -0.05em;
  }
  .cluster {
    white-space: nowrap;
  }
  .token {
    position: relative;
    margin: 0;
    padding: 0 0.12em 1px;
    border: 0;
    border-radius: 3px;
    background: color-mix(in oklab, var(--shade) calc(var(--weight) * 100%), transparent);
    color: color-mix(in oklab, var(--on-shade) calc(var(--weight) * 100%), var(--ink));
    font: inherit;
    line-height: 1.5;
    cursor: pointer;
  }
  .token + .token,
  [role="listitem"] + [role="listitem"] .token {
    min-width: 0.5em;
    margin-left: -0.06em;
    padding-inline: 0.02em 0.12em;
    text-align: left;
  }
  .token:hover {
    box-shadow: 0 0 0 1px var(--edge);
  }
  /* How sure the model was: the filled part of a line. */
  .token.unsure::after {
    content: "";
    position: absolute;
    inset: auto 0.13em -0.2rem;
    height: 3px;
    border-radius: 1px;
    background:
      linear-gradient(var(--ink) 0 0) no-repeat 0 0 / calc(var(--sure) * 100%) 100%,
      var(--line);
    forced-color-adjust: none;
  }
  .token[data-weight]::before {
    content: attr(data-weight);
    position: absolute;
    inset: -0.95rem -1rem auto;
    color: var(--quiet);
    font: 500 0.6875rem/1rem var(--sans);
    font-variant-numeric: tabular-nums;
    text-align: center;
    pointer-events: none;
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
  .token.marker {
    color: var(--quiet);
    font: 400 0.75em/1.5 var(--sans);
  }
  .token.forced {
    margin-inline: 0.3em;
    padding-inline: 0.35em;
    outline: 2px solid var(--forced);
    color: var(--forced);
    font-weight: 600;
  }
  .token.forced.from {
    box-shadow: 0 0 0 3px var(--paper), 0 0 0 4.5px var(--ink);
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
  .placeholder {
    color: var(--quiet);
    font: 400 var(--text) / var(--leading) var(--serif);
  }
  .tip {
    --half: 7.5rem;
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
  /* Shades go where the system's colours come; frames and numbers stay. */
  @media (forced-colors: active) {
    .token.from {
      outline: 2px solid Highlight;
    }
  }
  @media (width < 40rem) {
    .passage {
      grid-template-columns: 1fr;
    }
    .part {
      height: 1.5rem;
      margin-top: 0.25rem;
    }
  }
`;
