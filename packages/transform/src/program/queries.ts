/** Tells what a call of a database client is, wherever the client was made. */
import { QUERY_LIBRARIES, type QueryLibrary } from '../module/query-sources.ts'
import type { ClassRecord, ModuleSummary } from '../module/summary.ts'
import { asImport, type Value } from '../module/value.ts'
import type { Located } from './frame.ts'
import type { Linker } from './linker.ts'

export interface Query {
  readonly library: QueryLibrary
  /** `lazy`: nothing is sent until somebody waits; `eager`: it has begun, and this is its promise. */
  readonly type: 'lazy' | 'eager'
  /** How many calls there are from the client to the query. */
  readonly length: number
}

export interface QueryFinder {
  /** The query that a value is. */
  find(located: Located): Query | null
}

/** What leads from a client to a value. */
interface Way {
  readonly library: QueryLibrary
  readonly path: string
}

/** Values are nested no deeper than this on the way to a client. */
const MOST_STEPS = 40

export function createQueryFinder(linker: Linker): QueryFinder {
  return {
    find(located) {
      const way = trace(located, MOST_STEPS)
      if (way === null) return null
      const { library, path } = way
      const type = library.lazy.test(path) ? 'lazy' : library.eager.test(path) ? 'eager' : null
      return type && { library, type, length: path.split('()').length - 1 }
    },
  }

  function trace(located: Located, left: number): Way | null {
    if (left === 0) return null
    const { value } = located
    const at = (part: Value): Located => ({ ...located, value: part })
    const library = QUERY_LIBRARIES.find((candidate) => isMadeBy(candidate, value, at))
    if (library) return { library, path: '' }
    const way = traceParts(value, at, left - 1)
    if (way) return way
    const found = linker.follow(located)
    if (found.value !== value) return trace(found, left - 1)
    const typed = findTyped(found)
    return typed ? { library: typed, path: '' } : null
  }

  /** What a parameter or a field is declared to be: `(prisma: PrismaClient) => …`. */
  function findTyped({ module, value, frame }: Located): QueryLibrary | undefined {
    if (value.type === 'parameter') {
      return findByType(module, module.functions[value.function]?.parameters[value.index]?.typeName)
    }
    if (value.type !== 'member') return undefined
    let made = classOf(linker.follow({ module, value: value.object, frame }))
    for (const seen = new Set<ClassRecord>(); made && !seen.has(made.record); ) {
      seen.add(made.record)
      const { fieldTypes } = made.record
      const name = Object.hasOwn(fieldTypes, value.name) ? fieldTypes[value.name] : undefined
      if (name !== undefined) return findByType(made.module, name)
      const { superclass } = made.record
      made = superclass && classOf(linker.follow({ ...made, value: superclass }))
    }
    return undefined
  }

  function traceParts(value: Value, at: (part: Value) => Located, left: number): Way | null {
    switch (value.type) {
      case 'member':
        return extend(trace(at(value.object), left), value.name)
      case 'result':
        // What a query gives is data.
        return value.isAwaited ? null : extend(trace(at(value.of), left), '()')
      case 'instance':
        return extend(trace(at(value.of), left), 'new')
      case 'either': {
        // `global.prisma ?? new PrismaClient()`: what is kept elsewhere is another of the same.
        const ways = value.of.map((one) => trace(at(one), left))
        const isSame = value.of.every((one, index) => ways[index] || isElsewhere(one))
        return isSame ? (ways.find((way) => way !== null) ?? null) : null
      }
      default:
        return null
    }
  }

  function isMadeBy(
    { by, module, export: name }: QueryLibrary,
    value: Value,
    at: (part: Value) => Located,
  ): boolean {
    if (value.type !== (by === 'new' ? 'instance' : 'result')) return false
    const isIt = (maker: Value) => {
      const origin = asImport(maker)
      return origin !== null && module.test(origin.source) && name.test(origin.name)
    }
    // A client may be generated into the project, where it cannot be followed.
    return isIt(value.of) || isIt(linker.follow(at(value.of)).value)
  }
}

interface LocatedClass extends Pick<Located, 'module' | 'frame'> {
  readonly record: ClassRecord
}

/** The class of an instance, or the class that a superclass is. */
function classOf({ module, value, frame }: Located): LocatedClass | null {
  const made = value.type === 'instance' ? value.of : value
  const record = made.type === 'class' ? module.classes[made.class] : undefined
  return record ? { module, frame, record } : null
}

function findByType(
  { imports }: ModuleSummary,
  name: string | null | undefined,
): QueryLibrary | undefined {
  if (!name) return undefined
  return QUERY_LIBRARIES.find(({ module, type }) =>
    imports.some(
      ({ source, specifiers }) =>
        module.test(source) &&
        specifiers.some(({ local, imported }) => local === name && type.test(imported)),
    ),
  )
}

/** Whether nothing is known of a value, or it is none. */
function isElsewhere(value: Value): boolean {
  if (value.type === 'literal') return /^(null|undefined)$/.test(value.kind)
  return /^(unknown|global|member)$/.test(value.type)
}

function extend(way: Way | null, part: string): Way | null {
  if (way === null) return null
  const { library, path } = way
  const whole = part === '()' || path === '' ? `${path}${part}` : `${path}.${part}`
  // What a client gives may be a client again.
  return { library, path: library.client ? whole.replace(library.client, '') : whole }
}
