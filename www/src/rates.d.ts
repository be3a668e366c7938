declare module 'virtual:rates' {
  /** What the default model's card knows of many scenes (`build/rates.ts`). */
  const rates: import('./text/rates.js').Rates;
  export default rates;
}
