// What a row of the matrix is: a server, how to start it, and what it cannot do.
import type { CellName } from './cells.ts'
import { type Runtime, thisNode } from './runtimes.ts'
import type { Exit, RunningServer } from './server.ts'

/** Whether a cell must pass; or the sentence, with its measurement, that says why it cannot. */
export type Expectation = 'pass' | { readonly impossible: string }

export interface Row {
  /** As the table shows it: `Express 5`. */
  readonly name: string
  readonly group: 'Node' | 'Frameworks' | 'Built applications' | 'Other runtimes and platforms'
  /** Packages whose installed versions the table shows. */
  readonly packages: readonly string[]
  /** What executes it. Default: the Node that runs the suite. */
  readonly runtime?: Runtime
  /** The app's file below apps/, by which the docs find what they show. */
  readonly example: string
  readonly client: 'http1' | 'https' | 'http2'
  /** Run once, before the row's first start: a build. */
  prepare?(): Promise<unknown>
  /** Starts the row's app, which prints `port <n>`. Two cells end the process they use. */
  start(): Promise<RunningServer>
  /** Whether tasks are told how the response ended. Default: yes. */
  readonly tellsOutcome?: boolean
  /** The URL under which the app has a route, if it is another: a GraphQL query. */
  readonly toPath?: (route: string) => string
  /**
   * How a response to a request whose handler threw ends for its tasks: `sent` where a framework
   * answers for errors itself, inside of us. Default: `failed`.
   */
  readonly errorOutcome?: 'failed' | 'sent'
  /** The status of that response. Default: 500. */
  readonly errorStatus?: number
  /** How a framework that handles SIGTERM itself ends its process. Default: by the signal. */
  readonly exit?: Exit
  /** A cell that is not named must pass. */
  readonly expect: { readonly [Name in CellName]?: Expectation }
}

/** Whether what executes a row is installed. */
export const isRunHere = ({ runtime = thisNode }: Row) => runtime.command !== undefined
