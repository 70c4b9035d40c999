// What a row of the table is: a build tool, its configurations below apps/, and what it cannot do.
import type { CellName } from './cells.ts'

export interface Command {
  /** A program of the installed packages, or a file of the row's own folder: `rollup`, `build.mjs`. */
  readonly program: string
  readonly args?: readonly string[]
}

export interface Row {
  /** As the table shows it: `Rollup 4`. */
  readonly name: string
  /** The package whose installed version the table shows. */
  readonly package: string
  /** Folder below apps/, copied over the app. */
  readonly folder: string
  /** The file of that folder that the docs show. */
  readonly example: string
  /** Builds server.ts into `output`. */
  readonly build: Command
  /** Default: `dist/server.js`. */
  readonly output?: string
  /** Builds src/main.ts for a browser. */
  readonly client?: Command
  /** Builds with a cache in files, and prints `compiled <file>` for each module that is not taken from it. */
  readonly cached?: Command & {
    /** A variant whose build does not fail, for a tool that forgets a build that does. */
    readonly variant?: 'warning'
  }
  /** Builds again when a file changes; `built` is printed after each build that went well. */
  readonly watch?: Command & { readonly built: RegExp }
  /** Where its packages are, below test/tools. Default: `node_modules`. */
  readonly modules?: string
  /** The Node it needs, below test/tools, where it is another than the suite's. */
  readonly node?: string
  /** A cell that is not named must pass; the others have the sentence that says why they cannot. */
  readonly impossible?: { readonly [Name in CellName]?: string }
}
