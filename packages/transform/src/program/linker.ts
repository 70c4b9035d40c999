/** Follows values across modules: through imports, members, parameters and what functions return, to what defines them. */
import type { Api, ApiTable } from '../module/apis.ts'
import type { ClassRecord, FunctionRecord, ModuleSummary } from '../module/summary.ts'
import { asImport, settle, UNKNOWN, type Value } from '../module/value.ts'
import { type Budget, createBudget } from './budget.ts'
import { createExportFinder } from './exported.ts'
import {
  constructedOf,
  createFrameFactory,
  type Frame,
  type FrameFactory,
  type FunctionValue,
  findFrame,
  type Located,
  leftOut,
} from './frame.ts'
import { createLeftOutFinder, type LeftOutFinder } from './left-out.ts'
import { createMadeFieldFinder } from './made-fields.ts'
import { listMemberships, type Membership } from './memberships.ts'
import type { Program } from './program.ts'
import { listReturned } from './returned.ts'
import { createWriteFinder } from './writes.ts'

export interface Linker {
  readonly program: Program
  readonly apis: ApiTable
  /**
   * What a value comes from: a function, a class, an instance, a literal, an import from outside the
   * program; or as far as it can be followed. `mayEnter` keeps it from reading modules.
   */
  follow(located: Located, mayEnter?: (file: string) => boolean): Located
  /** The function a value is, if it is known to be one. */
  functionOf(located: Located, mayEnter?: (file: string) => boolean): Located<FunctionValue> | null
  /** The known function a value is. */
  apiOf(located: Located): Api | null
  /** A member of an object that has been followed; `null` where it is not known. */
  memberOf(object: Located, name: string): Located | null
  createFrame: FrameFactory['create']
  readonly budget: Budget
  /** Of a linker that trusts: whether no module has written to the objects it has come by. */
  isTrustJustified(): boolean
  /** What a call may return, as far as what it is handed decides that. */
  returnedBy(frame: Frame): Located[]
  isLeftOut: LeftOutFinder
}

/** A value is followed no further: nobody writes such chains, and generated ones may go in circles. */
const MOST_STEPS = 100

/** Wrappers that give the function they are given. */
const WRAPPERS = new Map([
  ['react', /^(memo|forwardRef|cache)$/],
  ['next/cache', /^unstable_cache$/],
])
/** What gives the component that a function loads: `dynamic(() => import('./chart'))`. */
const LOADERS = new Map([
  ['react', /^lazy$/],
  ['next/dynamic', /^default$/],
])

/** @param trusts whether objects are taken to be left as they are by modules that import them */
export function createLinker(program: Program, apis: ApiTable, trusts = false): Linker {
  const frames = createFrameFactory()
  const memberships = new WeakMap<ModuleSummary, Map<number, Membership>>()
  const follow = (located: Located) => linker.follow(located)
  const { isWritten, isTrustJustified } = createWriteFinder({ program, follow, trusts })
  const findMade = createMadeFieldFinder(frames.create, isWritten)
  const findExport = createExportFinder({ program, apis, follow })
  const linker: Linker = {
    program,
    apis,
    follow: (located, mayEnter = everywhere) => createFollower(mayEnter).follow(located),
    functionOf(located, mayEnter) {
      const found = linker.follow(located, mayEnter)
      return found.value.type === 'function' ? (found as Located<FunctionValue>) : null
    },
    apiOf(located) {
      const origin = asImport(linker.follow(located, program.mayReach).value)
      return origin && apis.find(origin.source, origin.name)
    },
    memberOf: (object, name) => createFollower(everywhere).memberOf(object, name),
    createFrame: frames.create,
    budget: createBudget(),
    isTrustJustified,
    returnedBy: (frame) => listReturned(frame, linker.follow),
    isLeftOut: createLeftOutFinder(),
  }
  return linker

  function createFollower(mayEnter: (file: string) => boolean) {
    let steps = 0
    return { follow, memberOf }

    function follow(start: Located): Located {
      let current = start
      let { isMemoized, isStored } = start
      for (;;) {
        steps += 1
        if (steps > MOST_STEPS) return { ...start, value: UNKNOWN }
        const next = step(current)
        if (next === null) {
          const kept = { ...(isMemoized && { isMemoized }), ...(isStored && { isStored }) }
          return isMemoized || isStored ? { ...current, ...kept } : current
        }
        isMemoized ??= next.isMemoized
        isStored ??= next.isStored
        current = next
      }
    }

    function step({ module, value, frame }: Located): Located | null {
      const at = (part: Value): Located => ({ module, value: part, frame })
      switch (value.type) {
        case 'import':
          if (value.isPromised || value.name === '*') return null
          return apis.find(value.source, value.name)
            ? null
            : enter(module, value.source, value.name)
        case 'parameter': {
          const given = findFrame(frame, module, value.function)?.arguments
          return given ? (given[value.index] ?? leftOut({ module, value, frame })) : null
        }
        case 'this':
          return receiverOf(module, value.function, frame)
        case 'member':
          return value.object.type === 'super'
            ? memberOfSuper(module, value.object.function, value.name, frame)
            : memberOrFallback(follow(at(value.object)), { module, value, frame })
        case 'instance': {
          if (value.of.type === 'class') return null
          const made = follow(at(value.of))
          if (made.value.type !== 'class') return null
          const constructed = constructedOf({ module, value, frame })
          const instance = { ...made, value: { type: 'instance', of: made.value } as const }
          return constructed ? { ...instance, constructed } : instance
        }
        case 'result':
          return resultOf(follow(at(value.of)), value, value.arguments?.map(at) ?? null)
        default:
          return null
      }
    }

    function enter(module: ModuleSummary, source: string, name: string): Located | null {
      const file = program.resolve(source, module.file)
      return file !== null && mayEnter(file) ? findExport(file, name, mayEnter) : null
    }

    function memberOrFallback(
      object: Located,
      { module, value: { name, fallback }, frame }: Located<MemberValue>,
    ): Located | null {
      const found = memberOf(object, name)
      if (found || !lacks(object, name)) return found
      return { module, value: fallback ?? { type: 'literal', kind: 'undefined' }, frame }
    }

    /** Whether an object is known to lack a member. */
    function lacks(object: Located, name: string): boolean {
      const { value } = object
      if (value.type !== 'literal') return false
      if (value.kind === 'undefined') return true
      if (value.members === undefined || value.isOpen || name in Object.prototype) return false
      return !Object.hasOwn(value.members, name) && !isWritten(object, name)
    }

    function memberOf(object: Located, name: string): Located | null {
      const { module, value, frame } = object
      switch (value.type) {
        case 'literal': {
          const member = Object.hasOwn(value.members ?? {}, name) && value.members?.[name]
          return member && !isWritten(object, name) ? { module, value: member, frame } : null
        }
        case 'import':
          if (value.name !== '*' || value.isPromised) return null
          return apis.find(value.source, name)
            ? { module, value: { type: 'import', source: value.source, name }, frame: null }
            : enter(module, value.source, name)
        case 'class':
          return memberOfClass(object as Located<ClassValue>, name, true)
        case 'instance':
          if (value.of.type !== 'class') return null
          return instanceMember(object, value.of, name)
        default:
          return null
      }
    }

    function instanceMember(object: Located, of: ClassValue, name: string): Located | null {
      const made = findMade(object, name, follow)
      return made === 'unknown'
        ? null
        : (made ?? memberOfClass({ ...object, value: of }, name, false))
    }

    function memberOfClass(
      start: Located<ClassValue>,
      name: string,
      isStatic: boolean,
    ): Located | null {
      let method: Located | null = null
      let made: Located | null = start
      for (const seen = new Set<ClassRecord>(); made?.value.type === 'class'; ) {
        const { module, value, frame }: Located<ClassValue> = made as Located<ClassValue>
        const object = isStatic ? value : ({ type: 'instance', of: value } as const)
        const record = module.classes[value.class] as ClassRecord
        if (seen.has(record) || isWritten({ module, value: object, frame }, name)) return null
        seen.add(record)
        const own = record.members.find(
          (member) => member.name === name && member.isStatic === isStatic,
        )
        const found = own && { module, value: own.value, frame }
        // A class has its fields before what it inherits; an instance has all fields before any method.
        if (found && (isStatic || own.isField)) return found
        method ??= found ?? null
        made = record.superclass && follow({ module, value: record.superclass, frame })
      }
      return method
    }

    function memberOfSuper(
      module: ModuleSummary,
      owner: number,
      name: string,
      frame: Frame | null,
    ): Located | null {
      const membership = membershipOf(module, owner)
      const superclass = membership && module.classes[membership.class]?.superclass
      if (!superclass) return null
      const parent = follow({ module, value: superclass, frame })
      return parent.value.type === 'class'
        ? memberOfClass(parent as Located<ClassValue>, name, membership.isStatic)
        : null
    }

    function receiverOf(module: ModuleSummary, owner: number, frame: Frame | null): Located | null {
      const receiver = findFrame(frame, module, owner)?.receiver
      if (receiver) return receiver
      const membership = membershipOf(module, owner)
      if (membership === undefined) {
        const object = module.functions[owner]?.object
        return object ? { module, value: object, frame } : null
      }
      const value = { type: 'class', class: membership.class } as const
      return membership.isStatic
        ? { module, value, frame }
        : { module, value: { type: 'instance', of: value }, frame }
    }

    /** The default export of the module that a function loads, or the component it takes from one. */
    function loadedBy([load, options]: readonly Located[]): Located | null {
      const settings = options && follow(options).value
      const ssr = settings?.type === 'literal' ? settings.members?.ssr : undefined
      const isBrowsers = ssr?.type === 'literal' && ssr.value === false
      const loaded = isBrowsers ? null : returnedWhole(load)
      if (loaded === null || loaded.value.type === 'function') return loaded
      return memberOf(loaded, 'default')
    }

    /** What a function returns, once that has settled. */
    function returnedWhole(work: Located | undefined): Located | null {
      const found = work && follow(work)
      if (found?.value.type !== 'function') return null
      const called = frames.create(found as Located<FunctionValue>, null)
      const [only, ...others] = listReturned(called, linker.follow)
      return only && others.length === 0 ? follow({ ...only, value: settle(only.value) }) : null
    }

    function resultOf(
      callee: Located,
      { isAwaited }: Value & { readonly type: 'result' },
      given: readonly Located[] | null,
    ): Located | null {
      const { module, value, frame } = callee
      // `React.cache` of a default import, too.
      const origin = asImport(value)
      if (origin) {
        if (LOADERS.get(origin.source)?.test(origin.name)) return loadedBy(given ?? [])
        const inner = WRAPPERS.get(origin.source)?.test(origin.name) ? given?.[0] : undefined
        if (inner === undefined) return null
        if (origin.name === 'cache') return { ...inner, isMemoized: true }
        return origin.name === 'unstable_cache' ? { ...inner, isStored: true } : inner
      }
      if (value.type === 'member' && value.name === 'bind') {
        const target = follow({ module, value: value.object, frame })
        const bound = [...(target.bound ?? []), ...(given ?? []).slice(1)]
        return target.value.type === 'function' ? { ...target, bound } : null
      }
      // `import('./charts').then((module) => module.Chart)`
      if (value.type === 'member' && value.name === 'then' && value.object.type === 'import') {
        return value.object.isPromised ? returnedWhole(given?.[0]) : null
      }
      if (value.type !== 'function') return null
      const { isAsync, isGenerator } = module.functions[value.function] as FunctionRecord
      if (isGenerator || (isAsync && !isAwaited)) return null
      const called = frames.create(callee as Located<FunctionValue>, given)
      // What decides may stand in a module that is of no other concern: a configuration.
      const returned = listReturned(called, linker.follow)
      // Which of several is returned is not known.
      const [only] = returned
      if (only === undefined || returned.length > 1) return null
      // `await load()` of `const load = () => import('./module')` is the module.
      return isAwaited ? { ...only, value: settle(only.value) } : only
    }
  }

  function membershipOf(module: ModuleSummary, index: number): Membership | undefined {
    let known = memberships.get(module)
    if (known === undefined) {
      known = listMemberships(module)
      memberships.set(module, known)
    }
    return known.get(index)
  }
}

type ClassValue = Value & { readonly type: 'class' }
type MemberValue = Value & { readonly type: 'member' }

function everywhere(): boolean {
  return true
}
