/** Names in emitted code: new ones, and how any name is written in a list of imports or exports. */

export interface Names {
  /** A name like the one wanted that the module does not use. */
  create(wanted: string): string
}

/** @param used every name the module mentions */
export function createNames(used: readonly string[]): Names {
  const taken = new Set(used)
  return {
    create(wanted) {
      const base = wanted.replaceAll(/[^\w$]/g, '_')
      let name = base
      for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`
      taken.add(name)
      return name
    },
  }
}

/** A name as it stands in a list of imports or exports, where it may be a string. */
export function printName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*$/u.test(name)
    ? name
    : JSON.stringify(name)
}
