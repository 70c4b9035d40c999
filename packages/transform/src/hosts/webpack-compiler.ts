/** What the compilers of webpack and Rspack are to a plugin. Types of our own: neither tool is a dependency. */

/** The part of a compiler that is used. */
export interface WebpackCompiler {
  readonly context: string
  readonly platform: {
    readonly web?: boolean | null | undefined
    readonly node?: boolean | null | undefined
  }
  readonly options: {
    readonly module: { readonly rules: unknown[] }
    readonly cache?: unknown
  }
  readonly hooks: {
    readonly beforeRun: AsyncHook
    readonly watchRun: AsyncHook
    readonly compilation: {
      tap(name: string, callback: (compilation: WebpackCompilation) => void): void
    }
  }
}

interface AsyncHook {
  tapPromise(name: string, callback: () => Promise<void>): void
}

export interface WebpackCompilation {
  readonly compiler: { isChild(): boolean }
  readonly fileDependencies: { add(file: string): unknown }
  readonly buildDependencies: { add(file: string): unknown }
  readonly errors: (Error & { readonly module?: WebpackModule | null })[]
  readonly warnings: { push(error: Error): unknown }
  readonly moduleGraph: {
    getIncomingConnections(
      module: never,
    ): Iterable<{ readonly originModule?: WebpackModule | null | undefined }>
  }
  readonly hooks: {
    readonly finishModules: {
      tapPromise(name: string, callback: (modules: Iterable<WebpackModule>) => Promise<void>): void
      tap(name: string, callback: (modules: Iterable<WebpackModule>) => void): void
    }
    /** The errors of all modules are there. */
    readonly seal: { tap(name: string, callback: () => void): void }
  }
}

export interface WebpackModule {
  /** Of a module that is a file: its path, with the query. */
  readonly resource?: string
  readonly buildInfo?: object | undefined
}
