/** What `crate/lab` fixes (`src/tables.rs` there says what each is), written into the page when it is built (`build/tables.ts`). */
declare module 'virtual:tables' {
  type Tables = import('../wasm/foregone_web.js').Tables;
  export const COLOURS: Tables['COLOURS'];
  export const WHO: Tables['WHO'];
  export const DOING: Tables['DOING'];
  export const PROJECTS: Tables['PROJECTS'];
  export const ZONES: Tables['ZONES'];
  export const RULES: Tables['RULES'];
  export const CLASSES: Tables['CLASSES'];
  export const NUMBERS: Tables['NUMBERS'];
  export const SIZES: Tables['SIZES'];
  export const MOST_CUPS: Tables['MOST_CUPS'];
  export const MOST_FACTS: Tables['MOST_FACTS'];
  export const MOST_ENCODED: Tables['MOST_ENCODED'];
  export const MOST_INFLATED: Tables['MOST_INFLATED'];
  export const MOST_TOKENS: Tables['MOST_TOKENS'];
  export const SPANS: Tables['SPANS'];
  export const SPAN_WORDS: Tables['SPAN_WORDS'];
}
