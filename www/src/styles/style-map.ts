import { noChange } from 'lit';
import { type AttributePart, Directive, type DirectiveParameters, directive } from 'lit/directive.js';

/**
 * Sets styles by name, as Lit's own `styleMap`, but always through the CSSOM: Lit's writes a `style` attribute when it first
 * renders, and the page's content security policy refuses those.
 */
class StyleMap extends Directive {
  #before: Readonly<Record<string, string>> = {};

  override render(_styles: Readonly<Record<string, string>>): typeof noChange {
    return noChange;
  }

  override update(part: AttributePart, [styles]: DirectiveParameters<this>): typeof noChange {
    const { style } = part.element as HTMLElement;
    const before = this.#before;
    for (const name of Object.keys(before)) if (!(name in styles)) style.removeProperty(name);
    for (const [name, value] of Object.entries(styles))
      if (before[name] !== value) style.setProperty(name, value);
    this.#before = styles;
    return noChange;
  }
}

export const styleMap = directive(StyleMap);
