/** In dev: checks the program in the background, and tells of its findings as they come and go with what is saved. */
import type { CheckApplication } from '@afterword/runtime/inspector'
import type { DevEnvironment, Plugin, ViteDevServer } from 'vite'
import { listCommonProblems, type ProgramFindings } from './built.ts'
import { compareFindings, type Finding, isError } from './findings.ts'
import { describeCheck } from './inspect.ts'
import type { HostProgram } from './program.ts'
import { isTest } from './vite-environments.ts'
import { modulesOf, toPath } from './vite-graph.ts'
import type { FindingLog } from './vite-log.ts'
import { createOverlay, type Overlay } from './vite-overlay.ts'
import { seeEverySave } from './vite-saves.ts'

export interface DevProgram {
  readonly plugins: Plugin[]
  /** The findings in a module, the files being as they are now; none before the first check is over. */
  findingsIn(id: string): Promise<readonly Finding[]>
  /** Notes what a module that fails to load puts into the overlay. */
  noteShown(findings: readonly Finding[]): void
  /** What the inspector shows: nothing before the first check is over. */
  readonly describe: CheckApplication
}

export interface CreateDevProgramInput {
  readonly openProgram: () => HostProgram
  readonly log: FindingLog
}

/** What is known of the program that a server serves. */
interface Session {
  readonly server: ViteDevServer
  readonly program: HostProgram
  /** `null` before the first check is over. */
  known: ProgramFindings | null
  readonly overlay: Overlay
  /** The files whose errors have changed, until the environment's next update makes that known. */
  readonly changed: ReadonlyMap<DevEnvironment, Set<string>>
}

export function createDevProgram({ openProgram, log }: CreateDevProgramInput): DevProgram {
  let session: Session | null = null

  /** Takes in what the program says of the files as they are now. */
  async function update(current: Session): Promise<void> {
    const next = await current.program.check()
    if (next === current.known || current !== session) return
    const { logger } = current.server.config
    const before = current.known?.findings ?? []
    const { gone, come } = compareFindings(before, next.findings)
    const files = new Set(
      [...gone, ...come].filter(isError).map(({ diagnostic }) => diagnostic.file),
    )
    current.known = next
    log.forget(gone)
    log.print(next.findings)
    // Of a module that cannot be parsed Vite says enough.
    for (const problem of listCommonProblems(next)) logger.warnOnce(problem)
    for (const [environment, changed] of current.changed) {
      for (const file of files) {
        changed.add(file)
        // Where only its imports have changed, Vite would not transform the module again.
        for (const module of modulesOf(environment, file)) {
          environment.moduleGraph.invalidateModule(module)
        }
      }
    }
  }

  function show({ known, overlay }: Session): void {
    overlay.show(known?.findings ?? [])
  }

  async function start(current: Session): Promise<void> {
    await update(current)
    if (current === session) show(current)
  }

  const check: Plugin = {
    name: 'afterword:program',
    enforce: 'pre',
    configureServer(server) {
      const { watch } = server.config.server
      // What cannot be kept up to date is not begun.
      if (watch === null || isTest(server.config)) return undefined
      const servers = Object.values(server.environments).filter(
        ({ config }) => config.consumer === 'server',
      )
      const changed = new Map(servers.map((environment) => [environment, new Set<string>()]))
      const overlay = createOverlay(server, servers)
      const opened: Session = { server, program: openProgram(), overlay, known: null, changed }
      session = opened
      const begin = () => void start(opened)
      server.httpServer?.once('listening', begin)
      return server.httpServer === null ? begin : undefined
    },
    async watchChange(id) {
      session?.program.noteChange(id)
      // Updates wait for the check of what has changed, and not for that of the whole program.
      if (session?.known) await update(session)
    },
    hotUpdate({ modules }) {
      const changed = session?.changed.get(this.environment)
      if (!changed?.size) return undefined
      const others = [...changed].flatMap((file) => modulesOf(this.environment, file))
      changed.clear()
      return [...new Set([...modules, ...others])]
    },
    buildEnd() {
      const isOurs = session?.server.environments[this.environment.name] === this.environment
      if (isOurs) session = null
    },
  }

  const overlay: Plugin = {
    name: 'afterword:overlay',
    enforce: 'post',
    hotUpdate: {
      order: 'post',
      handler({ server }) {
        const current = session
        const isLast = Object.values(server.environments).at(-1) === this.environment
        // Vite's own update, which comes when the last environment has been asked, takes the overlay away.
        if (current?.known && isLast) setImmediate(() => current === session && show(current))
      },
    },
  }

  return {
    plugins: [seeEverySave(), check, overlay],
    async findingsIn(id) {
      const current = session
      if (!current?.known) return []
      await update(current)
      const { root } = current.server.config
      const path = id.replace(/\?.*$/, '')
      const isHere = ({ diagnostic }: Finding) => toPath(root, diagnostic.file) === path
      return current.known.findings.filter(isHere)
    },
    async describe() {
      if (session?.known) await update(session)
      const known = session?.known
      if (!known) return { state: 'checking', findings: [], sites: [] }
      const diagnostics = known.findings.map(({ diagnostic }) => diagnostic)
      return describeCheck(diagnostics, await known.listSites())
    },
    noteShown(findings) {
      session?.overlay.note(findings)
    },
  }
}
