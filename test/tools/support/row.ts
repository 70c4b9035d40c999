// What a row of the table is: a build tool, its configurations below apps/, and what it cannot do.
import type { App } from './app.ts'
import type { CellName } from './cells.ts'

export interface Command {
  /** A program of the installed packages, or a file of the row's own folder: `rollup`, `build.mjs`. */
  readonly program: string
  readonly args?: readonly string[]
  /** Node's own, before the program. */
  readonly nodeArgs?: readonly string[]
}

export interface Row {
  /** As the table shows it: `Rollup 4`. */
  readonly name: string
  /** The package whose installed version the table shows. */
  readonly package: string
  /** Folder below apps/, copied over the app. */
  readonly folder: string
  /** Folders below test/, copied over that. */
  readonly layers?: readonly string[]
  /** The file of that folder that the docs show; `null` where they do elsewhere. */
  readonly example: string | null
  /** Builds server.ts into `output`, or loads or lints it. */
  readonly build: Command
  /**
   * Serves the app, and prints its port and then what matches `ready`. Default: what was built is
   * served by serve.mjs.
   */
  readonly serve?: Command & { readonly ready: RegExp; readonly isBuilt: boolean }
  /** What a task is not told of by this tool's `after`. */
  readonly unsaid?: readonly string[]
  /** The findings of `build`, as `code file:line:column`. Default: those of our reports. */
  readonly readFindings?: (output: string) => string[]
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
  /** Folder below test/ that copies are made in, for a tool that follows no links. Default: the system's. */
  readonly home?: string
  /** Cells that ask otherwise. */
  readonly cells?: { readonly [Name in CellName]?: (app: App) => Promise<void> }
  /** The Node it needs, below test/tools, where it is another than the suite's. */
  readonly node?: string
  /** A cell that is not named must pass; the others have the sentence that says why they cannot. */
  readonly impossible?: { readonly [Name in CellName]?: string }
}
