// Vite with the plugin, in this process, and what it prints.
import afterword, { type AfterwordViteOptions } from '@afterword/transform/vite'
import { build, type InlineConfig, type Logger } from 'vite'
import type { Project } from './project.ts'

export interface BuildOutcome {
  readonly error: Error | null
  readonly log: string
}

export async function buildProject(
  { root }: Project,
  { plugins = [], options, ...config }: InlineConfig & { options?: AfterwordViteOptions } = {},
): Promise<BuildOutcome> {
  const { logger, messages } = createLog()
  const log = () => messages.join('\n')
  try {
    await build({
      root,
      configFile: false,
      customLogger: logger,
      plugins: [afterword(options), ...plugins],
      ...config,
    })
    return { error: null, log: log() }
  } catch (error) {
    return { error: error as Error, log: log() }
  }
}

export interface Log {
  readonly logger: Logger
  readonly messages: readonly string[]
}

/** A logger that keeps what it is told. */
export function createLog(): Log {
  const messages: string[] = []
  const print = (message: string) => void messages.push(message)
  const once = (message: string) => void (messages.includes(message) || messages.push(message))
  const logger: Logger = {
    info: print,
    warn: print,
    warnOnce: once,
    error: print,
    clearScreen: () => {},
    hasErrorLogged: () => false,
    hasWarned: false,
  }
  return { logger, messages }
}
