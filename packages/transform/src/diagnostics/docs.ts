/** Where a diagnostic's page is. */
export function docsPageOf(code: string): URL {
  return new URL(`../../docs/${code}.md`, import.meta.url)
}
