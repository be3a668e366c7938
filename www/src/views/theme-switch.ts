import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { nextTheme, setTheme, storedTheme, type Theme } from '../state/theme.js';
import { base } from '../styles/base.js';

/** Light, dark, or as the system has it. */
@customElement('fg-theme-switch')
export class ThemeSwitch extends LitElement {
  static override readonly styles = [
    base,
    css`
      .link {
        color: var(--quiet);
        font-size: 0.9375rem;
        text-decoration: none;
      }
      .link:hover {
        color: var(--ink);
      }
    `,
  ];

  @state() private theme: Theme = storedTheme();

  override connectedCallback(): void {
    super.connectedCallback();
    setTheme(this.theme);
  }

  override render(): TemplateResult {
    return html`<button class="link" @click=${this.change}>Theme: ${this.theme}</button>`;
  }

  private change(): void {
    this.theme = nextTheme(this.theme);
    setTheme(this.theme);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fg-theme-switch': ThemeSwitch;
  }
}
