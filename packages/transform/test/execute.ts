/** Turns a module into files that Node can import by themselves: types stripped, imports answered by stand-ins. */
import { parseSync } from 'oxc-parser'
import { transformWithOxc } from 'vite'
import { languageOf } from '../src/source/parse.ts'

/** What compiled code and Next's modules do is written down; entries and servers call what they wrap. */
const RECORD = `
export const calls = []
export const entries = []
const note = (api) => (...args) => void calls.push({ api, args })
export const after = note('after')
export const unstable_after = after
export const afterAt = (site, caller, ...args) => void calls.push({ api: 'afterAt', site, caller, args })
export const runEntry = (entry, body) => (entries.push(entry), body())
export const wrapEntry = (entry, value) =>
  typeof value === 'function'
    ? new Proxy(value, { apply: (target, self, args) => runEntry(entry, () => Reflect.apply(target, self, args)) })
    : value
export const withAfter = (handler) => (
  calls.push({ api: 'withAfter', args: [handler] }),
  typeof handler === 'function' ? new Proxy(handler, {}) : handler
)
const store = { get: () => undefined, set: () => undefined }
export const cookies = async () => store
export const headers = async () => new Headers()
export const draftMode = async () => ({ isEnabled: false })
export const connection = async () => undefined
export class NextResponse extends Response {}
`

/** A stand-in gives the function it is called with, as wrappers do; that of `next-auth` gives handlers. */
const STAND_IN = `
const handlers = { GET: () => 1, POST: () => 1 }
const make = (isWrapper) => Object.assign(
  function standIn(...args) {
    const given = args.find((argument) => typeof argument === 'function')
    return isWrapper ? given : { ...handlers, handlers, auth: () => 1 }
  },
  { after: () => undefined },
)
`
const RECORDED = /^(?:@afterword|@acme|next)(?:\/|$)/

/** Files by name: `module.mjs`, `record.mjs` and a stand-in for every other module it imports. */
export async function linkModule(code: string, id: string): Promise<Record<string, string>> {
  const bare = id.replace(/[?#].*$/, '')
  const stripped = await transformWithOxc(code.replace(/^\uFEFF/, ''), `/${bare}`, {
    lang: languageOf(id),
    sourcemap: false,
    jsx: { runtime: 'classic', pragma: 'String', pragmaFrag: 'String' },
  })
  const files: Record<string, string> = { 'record.mjs': RECORD }
  const names = new Map<string, { file: string; names: Set<string> }>()
  const edits: { start: number; end: number; file: string }[] = []

  function use(source: { value: string; start: number; end: number }, imported: string[]): void {
    const known = names.get(source.value) ?? {
      file: RECORDED.test(source.value) ? 'record.mjs' : `stand-in-${names.size}.mjs`,
      names: new Set(),
    }
    for (const name of imported) known.names.add(name)
    names.set(source.value, known)
    edits.push({ start: source.start, end: source.end, file: known.file })
  }

  const { module } = parseSync('module.js', stripped.code, { lang: 'js' })
  for (const { moduleRequest, entries } of module.staticImports) {
    use(
      moduleRequest,
      entries.map(
        ({ importName }) => importName.name ?? (importName.kind === 'Default' ? 'default' : ''),
      ),
    )
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, importName } of entries) {
      if (moduleRequest) use(moduleRequest, [importName.name ?? ''])
    }
  }
  let text = stripped.code
  const seen = new Set<number>()
  for (const { start, end, file } of edits.sort((a, b) => b.start - a.start)) {
    if (seen.has(start)) continue
    seen.add(start)
    text = `${text.slice(0, start)}'./${file}'${text.slice(end)}`
  }
  files['module.mjs'] = text
  for (const [source, { file, names: wanted }] of names) {
    if (file === 'record.mjs') continue
    const list = [...wanted].filter((name) => name !== '')
    const lines = list.map(
      (name, index) =>
        `const n${index} = make(${source !== 'next-auth'}); export { n${index} as ${JSON.stringify(name)} }`,
    )
    files[file] = `${STAND_IN}${lines.join('\n')}\n`
  }
  return files
}
