// An older version of the facade, as far as the page can tell: it defines the element first, in its own way.
customElements.define(
  'foregone-embed',
  class extends HTMLElement {
    connectedCallback() {
      this.dataset.version = 'older';
    }
  },
);
