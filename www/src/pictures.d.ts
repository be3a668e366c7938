declare module 'virtual:pictures' {
  /** The address of the SVG that holds every drawing as a symbol (`build/pictures.ts`). */
  const address: string;
  export default address;
}
