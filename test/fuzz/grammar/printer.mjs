// What a generated part is printed with: a part is a function of the printer, so that the same part
// fits whatever module it ends up in.

export class Printer {
  #marks = 0
  #names = 0
  #gaps = 0
  #surroundings = { isAsync: false, isGenerator: false }

  /**
   * @param {{ callee: string, language: string, isModule: boolean, gaps: readonly string[] }} given
   * `callee` is what is called, `gaps` what stands between tokens, in turn.
   */
  constructor({ callee, language, isModule, gaps }) {
    this.callee = callee
    this.isTyped = /^[cm]?tsx?$/.test(language)
    this.isTs = /^[cm]?ts$/.test(language)
    this.hasJsx = /x$/.test(language)
    this.isModule = isModule
    this.gaps = gaps
  }

  get isAsync() {
    return this.#surroundings.isAsync
  }

  get isGenerator() {
    return this.#surroundings.isGenerator
  }

  /** A call that writes down that it was reached. */
  mark(...values) {
    this.#marks += 1
    return `log(${[this.#marks, ...values].join(', ')})`
  }

  /** A name that nothing else has. */
  name(stem) {
    this.#names += 1
    return `${stem}${this.#names}`
  }

  gap() {
    this.#gaps += 1
    return this.gaps[this.#gaps % this.gaps.length] ?? ''
  }

  /** Prints a part inside a function. */
  inside(surroundings, part) {
    const outer = this.#surroundings
    this.#surroundings = { ...outer, ...surroundings }
    const text = print(part, this)
    this.#surroundings = outer
    return text
  }
}

/** A part with parts in it. */
export function part(strings, ...holes) {
  return (printer) => String.raw({ raw: strings }, ...holes.map((hole) => print(hole, printer)))
}

/** One of two parts, by what the printer says. */
export function choose(test, yes, no) {
  return (printer) => print(test(printer) ? yes : no, printer)
}

function print(hole, printer) {
  return typeof hole === 'function' ? hole(printer) : String(hole)
}

export const mark = (printer) => printer.mark()
export const gap = (printer) => printer.gap()
export const callee = (printer) => printer.callee
/** An asynchronous step, where one may stand. */
export const step = choose((printer) => printer.isAsync, part`await turn()`, mark)

/** What follows runs in a plain function, an async one, or a generator. */
export const inFunction = (inner) => (printer) =>
  printer.inside({ isAsync: false, isGenerator: false }, inner)
export const inAsync = (inner) => (printer) =>
  printer.inside({ isAsync: true, isGenerator: false }, inner)
export const element = (yes, no) => choose((printer) => printer.hasJsx, yes, no)
export const typed = (yes, no) => choose((printer) => printer.isTyped, yes, no)

/** A part that declares a name of its own and then uses it. */
export function naming(stem, print) {
  return (printer) => print(printer.name(stem))(printer)
}
