import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Workbench } from '../state/workbench.js';
import { base } from '../styles/base.js';
import { nextTask } from './next-task.js';
import { VIEWS, type View } from './registry.js';

/** The visitor turns to another view. */
export class ViewChosen extends Event {
  constructor(readonly view: string) {
    super('view-chosen', { bubbles: true, composed: true });
  }
}

/** The views below the runs, as tabs: one is open, and only what is opened is fetched. */
@customElement('fg-views')
export class Views extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
      }
      .tabs {
        display: flex;
        gap: 0.25rem 1.5rem;
        margin-bottom: 0.875rem;
        border-bottom: 1px solid var(--line);
        overflow-x: auto;
        scrollbar-width: thin;
      }
      [role="tab"] {
        flex: none;
        padding: 0.375rem 0.125rem;
        border: 0;
        border-bottom: 3px solid transparent;
        background: none;
        color: var(--quiet);
        font-size: 0.9375rem;
        font-weight: 500;
        cursor: pointer;
      }
      [role="tab"]:hover {
        color: var(--ink);
      }
      [role="tab"][aria-selected="true"] {
        border-bottom-color: var(--ink);
        color: var(--ink);
      }
      [role="tab"]:focus-visible {
        outline-offset: -2px;
      }
      .panel {
        min-height: 16rem;
      }
      @media (forced-colors: active) {
        [role="tab"][aria-selected="true"] {
          border-bottom-color: Highlight;
        }
      }
      @media print {
        .tabs {
          display: none;
        }
      }
    `,
  ];

  /** Everything that is shown; it is the same one throughout, and what is in it changes. */
  @property({ attribute: false, hasChanged: () => true }) bench: Workbench | null = null;
  /** The view that is open, by its id. */
  @property() open = VIEWS[0]?.id ?? '';
  @state() private loaded: ReadonlySet<string> = new Set();

  private get offered(): readonly View[] {
    const model = this.bench?.model;
    return VIEWS.filter(view => !model || view.fits(model));
  }

  private get current(): View | undefined {
    const { offered } = this;
    return offered.find(({ id }) => id === this.open) ?? offered[0];
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { current } = this;
    if (current && !this.loaded.has(current.id)) void this.load(current);
  }

  /** What is below the runs is drawn in a task of its own. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    super.scheduleUpdate();
  }

  override render(): TemplateResult {
    const { current, bench } = this;
    return html`<div class="tabs" role="tablist" aria-label="Views" @keydown=${this.move}>
        ${this.offered.map(
          ({ id, name }) => html`<button
            role="tab"
            id="tab-${id}"
            aria-selected=${id === current?.id}
            aria-controls="panel"
            tabindex=${id === current?.id ? 0 : -1}
            @click=${() => this.choose(id)}
          >
            ${name}
          </button>`,
        )}
      </div>
      <div class="panel" role="tabpanel" id="panel" aria-labelledby="tab-${current?.id}">
        ${current && bench && this.loaded.has(current.id) ? current.draw(bench) : nothing}
      </div>`;
  }

  private async load(view: View): Promise<void> {
    await view.load();
    this.loaded = new Set([...this.loaded, view.id]);
  }

  private choose(view: string): void {
    this.dispatchEvent(new ViewChosen(view));
  }

  /** As tabs go: left and right, Home and End. */
  private move(event: KeyboardEvent): void {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.indexOf(event.target as HTMLElement);
    const next = {
      ArrowLeft: tabs.at(at - 1),
      ArrowRight: tabs[(at + 1) % tabs.length],
      Home: tabs[0],
      End: tabs.at(-1),
    }[event.key];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
    next.click();
  }
}

declare global {
  interface HTMLElementEventMap {
    'view-chosen': ViewChosen;
  }
  interface HTMLElementTagNameMap {
    'fg-views': Views;
  }
}
