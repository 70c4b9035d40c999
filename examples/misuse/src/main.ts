// Every module of the example: one build reports them all.
export const routes = {
  ...import.meta.glob('../app/**/{page,route}.{ts,tsx}'),
  ...import.meta.glob('../{components,lib}/**/*.{ts,tsx}'),
}
