/** One module's facts as plain data: everything the rules and the rewrite plan know of a file. */
import type { Position, Span } from '../source/position.ts'
import type { Fate } from './fate.ts'
import type { SegmentConfig } from './segment.ts'
import type { Suppression } from './suppressions.ts'
import type { Constant, Value } from './value.ts'
import type { WaitGroup } from './waits.ts'

/** A place in the module's text: offsets for edits, line and column (from 1) for people. */
export interface Place extends Span, Position {}

export interface ModuleSummary {
  /** Project-relative path with `/`. */
  readonly file: string
  /** Directives at the top of the module, such as `use client`. */
  readonly directives: readonly string[]
  /** Where an import may be inserted: behind the last one or the directives, or before the first statement. */
  readonly importsAt: { readonly offset: number; readonly side: 'behind' | 'before' }
  /** Whether the module is an ECMAScript module, and not CommonJS: then inserted imports are `import` statements. */
  readonly isEsm: boolean
  readonly imports: readonly ImportRecord[]
  readonly exports: readonly ExportRecord[]
  /** Index 0 is the module's own body. */
  readonly functions: readonly FunctionRecord[]
  readonly classes: readonly ClassRecord[]
  /** What the module assigns to members of classes, of their instances, and of what it imports or is given by calls. */
  readonly writes: readonly MemberWrite[]
  /** The calls of `after`. */
  readonly sites: readonly AfterSite[]
  readonly suppressions: readonly Suppression[]
  /** What an `app/` file says of its route. */
  readonly segment: SegmentConfig
  /** Every name the module mentions, so that inserted names can be unique. */
  readonly names: readonly string[]
}

export interface ImportRecord {
  readonly type: 'import' | 'export' | 'export-all' | 'require' | 'dynamic'
  readonly source: string
  /** The whole statement (`import`, `export`) or call (`require`, `dynamic`). */
  readonly span: Span
  /** The string with the module's name, quotes included. */
  readonly sourceSpan: Span
  readonly place: Place
  readonly typeOnly: boolean
  /** What is imported, by name; `*` for the namespace. Of a namespace, the members the module uses. */
  readonly specifiers: readonly ImportSpecifier[]
  /** Whether every use of a namespace is a plain member: only then are `specifiers` all there is. */
  readonly isKnown: boolean
}

export interface ImportSpecifier {
  readonly imported: string
  /** The local name; for a re-export the exported name. */
  readonly local: string
  readonly typeOnly: boolean
  /** Whether the module reads it as a value. */
  readonly isUsed: boolean
  /** How often the module names the variable that an import declares; 0 for other specifiers. */
  readonly useCount: number
  /** Whether the module has another variable of the local name, so that the name may mean that. */
  readonly isShadowed: boolean
  readonly span: Span
  /** Of the imported name alone, where there is one in the text. */
  readonly importedSpan: Span | null
  /** How the name is taken from a module object, where that can be changed by itself. */
  readonly part:
    | null
    /** `server.after`: the variable. */
    | { readonly type: 'member'; readonly object: Span }
    /** `const { after, NextResponse } = server`: all of the pattern's parts, the value, and the declarator's end. */
    | {
        readonly type: 'property'
        readonly siblings: readonly Span[]
        readonly value: Span
        readonly end: number
      }
  readonly place: Place
}

export interface ExportRecord {
  /** The exported name; `*` for `export * from`. */
  readonly name: string
  readonly value: Value
  /** Whether something is assigned to it later: `value` is what it is at first. */
  readonly isReassigned: boolean
  readonly shape: ExportShape
  readonly place: Place
}

/** How an export is written, which decides how it can be wrapped. */
export type ExportShape =
  /** `export function name() {}`, and `export default function [name]() {}`. */
  | { readonly type: 'declaration'; readonly statement: Span; readonly declaration: Span }
  /** `export const name = value`: the span of the value, parentheses included. */
  | { readonly type: 'initializer'; readonly value: Span }
  /** `export default value`: the span of the value, parentheses included. */
  | { readonly type: 'default-expression'; readonly value: Span }
  /** `export { local as name }`, with `source` when it is a re-export. */
  | {
      readonly type: 'specifier'
      readonly statement: Span
      readonly span: Span
      /** Every specifier of the statement, types too. */
      readonly siblings: readonly Span[]
      readonly local: string
      /** Of a re-export: from the string with the module's name to the statement's end. */
      readonly source: Span | null
      /** The initialiser of the local `const` it names, if it is one that nothing assigns. */
      readonly initializer: Span | null
    }
  /** `export const { name } = value`: `names` are all the names the pattern binds. */
  | { readonly type: 'pattern'; readonly statement: Span; readonly keyword: Span }
  /** `export * from 'source'`, a class, an enum, a list's name that is assigned to: nothing that can be wrapped. */
  | { readonly type: 'other' }

export interface FunctionRecord {
  /** Its own name, or that of the variable, property or export it is written for; `''` if it has none. */
  readonly name: string
  readonly place: Place
  /** The function around it; `null` for the module. */
  readonly parent: number | null
  readonly isAsync: boolean
  readonly isGenerator: boolean
  /** Where its own code awaits something, as offsets. */
  readonly awaits: readonly number[]
  /** Of these, what may take time. */
  readonly pauses: readonly number[]
  /** What its own code waits for by `await` and `return`, by number: of each, the values that may take time. */
  readonly waits: readonly (readonly Value[])[]
  /** The waits on every way to its end. */
  readonly settlesBehind: readonly WaitGroup[]
  /** A constructor, getter, setter or class field: runs at other times than when called. */
  readonly isSpecial: boolean
  /** Whether a `var` in its body is one of its parameters: such a body cannot move. */
  readonly redeclaresParameter: boolean
  /** Whether its type says that it returns nothing: `(): void => {}`. */
  readonly isVoid: boolean
  readonly directives: readonly string[]
  /** The names it takes from the functions around it. */
  readonly captures: readonly string[]
  readonly parameters: readonly ParameterRecord[]
  /** Where its code is: behind the directives up to the closing brace, or from `=>` to the end. */
  readonly body: {
    readonly type: 'block' | 'expression'
    readonly start: number
    readonly end: number
  }
  /** The calls its own code makes, in source order; not those of functions inside it. */
  readonly calls: readonly CallRecord[]
  /** What its own code returns, a value for each `return` that has one; of an async function, what the promise gives. */
  readonly returns: readonly ReturnRecord[]
  /** Of a method that uses its `this`, the object literal it stands in. */
  readonly object: Value | null
  /** The components its own code renders. */
  readonly renders: readonly RenderRecord[]
}

export interface RenderRecord {
  readonly component: Value
  /** An object literal of what may be a function or a component, and of constants. */
  readonly props: Value
  /** As of a call. */
  readonly conditions: readonly Condition[]
  readonly place: Place
}

export interface ClassRecord {
  readonly name: string
  readonly superclass: Value | null
  /** What `new` runs, if it is written. */
  readonly constructorFunction: number | null
  /** Methods, and fields with a known value. A private name keeps its `#`. */
  readonly members: readonly ClassMember[]
  /** What the constructor assigns to `this` whatever happens, and nothing else does: `this.store = store`. */
  readonly made: readonly MadeField[]
  /** The other members that the class assigns to `this`. */
  readonly assigned: readonly string[]
  /** What its fields are declared to be, by name, where that is a plain name: `private db: PrismaClient`. */
  readonly fieldTypes: Readonly<Record<string, string>>
}

export interface MadeField {
  readonly name: string
  /** As the constructor has it. */
  readonly value: Value
  /** Of a parameter, what stands in for it where it is left out. */
  readonly fallback?: Value
}

export interface ClassMember {
  readonly name: string
  readonly isStatic: boolean
  /** A field is the instance's own, and hides what its class inherits or a subclass has of the name. */
  readonly isField: boolean
  readonly value: Value
}

/** `object.name = …`, in any form; `name` is `null` where the text does not tell it. */
export interface MemberWrite {
  readonly object: Value
  readonly name: string | null
}

export interface ReturnRecord {
  readonly value: Value
  /** What holds of parameters whenever this is what is returned. */
  readonly tests: readonly TypeTest[]
}

/** `typeof parameter === type`, or that it is not. */
export interface TypeTest {
  readonly function: number
  readonly index: number
  readonly type: string
  readonly holds: boolean
}

export interface ParameterRecord {
  /** `''` for a pattern. */
  readonly name: string
  /** The name of a plain type annotation, as in `request: Request`. */
  readonly typeName: string | null
}

/** A parameter, or `this`, or a property of one: `options.store`. */
export interface ParameterPath {
  readonly function: number
  readonly index: number | 'this'
  readonly path: readonly string[]
  /** What stands in for what is left out on the way: `depth` is 0 for the parameter itself. */
  readonly defaults?: readonly { readonly depth: number; readonly value: Value }[]
}

/** What has to hold for a call to run, of what the functions around it are handed. */
export type Condition =
  | { readonly type: 'present'; readonly path: ParameterPath }
  | { readonly type: 'missing'; readonly path: ParameterPath; readonly as: Missing }
  /** It is one of the constants, or if that does not hold, none of them; `values` are other modules' constants. */
  | {
      readonly type: 'equal'
      readonly path: ParameterPath
      readonly constants: readonly Constant[]
      readonly values?: readonly Value[]
      readonly holds: boolean
    }
  /** Their values decide in a way that is not followed; `isMixed` if others that are computed do, too. */
  | { readonly type: 'asked'; readonly paths: readonly ParameterPath[]; readonly isMixed: boolean }
  /** Whoever calls: `if (flags.tracksVisits)`, of another module's constant or a class's. */
  | { readonly type: 'constant'; readonly value: Value; readonly is: ConstantTest }
  /** One of several lists of conditions holds. */
  | { readonly type: 'any'; readonly of: readonly (readonly Condition[])[] }
  /** A value is missing that is known to be there, or the other way round. */
  | { readonly type: 'never' }

export type ConstantTest =
  | { readonly type: 'present' }
  | { readonly type: 'missing'; readonly as: Missing }
  | { readonly type: 'equal'; readonly constants: readonly Constant[]; readonly holds: boolean }

/** `nullish` is `null` or `undefined`. */
export type Missing = 'undefined' | 'null' | 'nullish' | 'falsy'

/** `parameter === 'one'`, `case 'one': case 'other':`, or if it does not hold that it is none of these. */
export interface Comparison extends ParameterPath {
  readonly constants: readonly Constant[]
  readonly holds: boolean
}

/** A task that a condition chooses. */
export interface Choice {
  readonly task: Value
  readonly taskPlace: Place
  /** What has to hold for it to be chosen. */
  readonly conditions: readonly Condition[]
  /** Whether something kept from before decides that. */
  readonly dependsOnState: boolean
}

export interface CallRecord {
  readonly callee: Value
  /** What the text calls it, for people: `this.mailer.send`; `''` where that says nothing. */
  readonly name: string
  readonly place: Place
  readonly calleePlace: Place
  readonly arguments: readonly Value[]
  /** Of the first one. */
  readonly argumentPlace: Place | null
  /** What the first one may be, where a condition chooses. */
  readonly choices: readonly Choice[]
  readonly lastArgument: Span | null
  readonly hasSpread: boolean
  /** A `new` expression. */
  readonly isNew: boolean
  /** Whether something asks for the values the call gives: `for (const id of ids())`, `[...ids()]`. */
  readonly isIterated: boolean
  /** The function's waits on every way there. */
  readonly waitsBefore: readonly WaitGroup[]
  /** Whether others may wait for the promise that is its first argument, or that it is a `then` of. */
  readonly takesShared: boolean
  /** All that has to hold for it to run: `if (!parameter) return` before it, `parameter ?? call()`. */
  readonly conditions: readonly Condition[]
  /** Whether something in the function decides if the call runs. */
  readonly isConditional: boolean
  /** Whether something does that is kept from before: `jar ??= await cookies()`, with `jar` around the function. */
  readonly dependsOnState: boolean
  /** Inside a `try` block that has a `catch`. */
  readonly isCaught: boolean
  readonly isReturned: boolean
  /** What becomes of the value it gives. */
  readonly fate: Fate
}

/** A call of `after`, as the rules see it. */
export interface SiteCall {
  readonly api: 'after' | 'unstable_after'
  /** The function whose code makes the call. */
  readonly function: number
  /** The nearest enclosing function that has a name; `''` at module level. */
  readonly caller: string
  readonly place: Place
  /** What is replaced to carry the call site: the callee without parentheses. */
  readonly calleePlace: Place
  readonly argumentCount: number
  readonly hasSpread: boolean
  readonly task: Value
  readonly taskPlace: Place | null
  /** What the task may be, where a condition chooses. */
  readonly choices: readonly Choice[]
  /** Whether others may wait for the task too, if it is a promise: a variable that is read elsewhere. */
  readonly isShared: boolean
  readonly isCaught: boolean
}

/** A statement in a list of them, and the white space its line begins with. */
export interface ListedStatement {
  readonly start: number
  readonly indentation: string
  /** What a statement put before it ends with: `;` where the code is written so, or this one would go on with it. */
  readonly terminator: '' | ';'
}

/** A call of `after` that the module imports itself, so that it can be rewritten. */
export interface AfterSite extends SiteCall {
  /** Whether evaluating the callee does something besides: `(await import('next/server')).after(task)`. */
  readonly calleeHasEffects: boolean
  /** Just behind the opening parenthesis. */
  readonly argumentsAt: number
  /** Where the call is a statement of its own, with room for another before it. */
  readonly statement: ListedStatement | null
  /** Whether its argument gives the same when it is evaluated later: it names nothing that is assigned, and calls one function at most. */
  readonly isTaskStable: boolean
}
