// Puts one page's tree together: its metadata and itself, inside its layouts and templates.
import type { Metadata, PageModule, PageProps, PageRoute, ShellModule } from './routes'

/** The React tree of a page route for this URL; its modules are loaded, nothing is rendered yet. */
export async function buildTree(route: PageRoute, url: URL) {
  const [page, ...shells] = await Promise.all([route.page(), ...route.shells.map((load) => load())])
  const props: PageProps = {
    params: Promise.resolve({}),
    searchParams: Promise.resolve(readSearchParams(url)),
  }
  let tree = (
    <>
      <Head modules={[...shells, page]} props={props} />
      <page.default {...props} />
    </>
  )
  for (const shell of shells.reverse()) {
    tree = <shell.default params={props.params}>{tree}</shell.default>
  }
  return tree
}

/** Renders the merged metadata, the page's over its layouts'; React lifts the tags to the head. */
async function Head(input: { modules: readonly (PageModule | ShellModule)[]; props: PageProps }) {
  const all = input.modules.map(
    (module) => module.generateMetadata?.(input.props) ?? module.metadata,
  )
  const merged: Metadata = Object.assign({}, ...(await Promise.all(all)))
  return (
    <>
      {merged.title && <title>{merged.title}</title>}
      {merged.description && <meta name="description" content={merged.description} />}
    </>
  )
}

function readSearchParams(url: URL): Record<string, string | string[]> {
  const keys = new Set(url.searchParams.keys())
  return Object.fromEntries(
    Array.from(keys, (key) => {
      const values = url.searchParams.getAll(key)
      return [key, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )
}
