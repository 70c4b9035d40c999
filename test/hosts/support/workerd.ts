// Cloudflare's workerd as a child process, with an app's files and the runtime's as its modules.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { workerd } from './runtimes.ts'
import { appsRoot, type RunningServer, startServer } from './server.ts'

interface WorkerModule {
  readonly name: string
  code: string
}

/** A Worker's modules, importing each other by new names: what a bundler would join. */
function collectModules(file: string, modules = new Map<string, WorkerModule>()) {
  const module = { name: `module-${modules.size}.js`, code: '' }
  modules.set(file, module)
  module.code = readFileSync(file, 'utf8').replace(
    /^((?:import|export|\}).*? from |import )["']([^"']+)["']/gm,
    (statement, start, specifier) => {
      if (/^(node|cloudflare):/.test(specifier)) return statement
      const url = specifier.startsWith('.')
        ? new URL(specifier, pathToFileURL(file)).href
        : import.meta.resolve(specifier)
      const path = realpathSync(fileURLToPath(url))
      if (!modules.has(path)) collectModules(path, modules)
      return `${start}'./${modules.get(path)!.name}'`
    },
  )
  return [...modules.values()]
}

/** Writes the configuration of a Worker into a folder and gives its path. */
function configure(
  folder: string,
  app: string,
  flags: readonly string[],
  entryPoints: readonly string[],
): string {
  const modules = collectModules(join(appsRoot, app)).map(({ name, code }) => {
    writeFileSync(join(folder, name), code)
    return `(name = "${name}", esModule = embed "${name}")`
  })
  const bindings = entryPoints.map(
    (name) => `(name = "${name}", service = (name = "main", entrypoint = "${name}"))`,
  )
  const file = join(folder, 'config.capnp')
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = [${flags.map((flag) => `"${flag}"`).join(', ')}],
  bindings = [${bindings.join(', ')}],
);
`,
  )
  return file
}

/**
 * Starts a Worker from a file below apps/, with one compatibility flag. Of its named exports, those of
 * `entryPoints` are bound to its `env`, so that it can send itself events.
 */
export async function startWorker(
  app: string,
  flag: string,
  entryPoints: readonly string[] = [],
): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-'))
  try {
    const flags = [flag, ...(entryPoints.length > 0 ? ['service_binding_extra_handlers'] : [])]
    const config = configure(folder, app, flags, entryPoints)
    return await startServer({
      command: workerd.command,
      args: ['serve', config, '--control-fd=1', '--experimental'],
      portLine: /"event":"listen".*"port":(\d+)/,
    })
  } finally {
    // It has read them when it says its port.
    rmSync(folder, { recursive: true })
  }
}
