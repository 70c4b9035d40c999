/** The host of a tool that hands over one file after another: made anew only where the project's facts have changed. */
import { relative, resolve } from 'node:path'
import { isUnchanged, type Stamps, takeStamps } from '../project/stamps.ts'
import { listFactPaths } from './apps.ts'
import { type ConfiguredHost, configureHost, type HostOptions } from './host.ts'

interface KeptHost {
  readonly host: ConfiguredHost
  readonly root: string
  /** What the host was made of: paths relative to the root, and their stamps. */
  readonly paths: readonly string[]
  readonly stamps: Stamps
}

/** As `configureHost`, for one call after another: each looks at the stamps of what the last host was made of. */
export function keepHosts(): typeof configureHost {
  const kept = new Map<string, Promise<KeptHost>>()
  return async (options, facts = {}) => {
    const key = JSON.stringify([options, facts])
    const before = await kept.get(key)?.catch(() => undefined)
    if (before && isUnchanged(before.root, before.paths, before.stamps)) return before.host
    const making = makeHost(options, facts)
    kept.set(key, making)
    return (await making).host
  }
}

async function makeHost(options: HostOptions, facts: HostOptions): Promise<KeptHost> {
  const begin = Date.now()
  const host = await configureHost(options, facts)
  const root = resolve(host.root).replaceAll('\\', '/')
  const files = host.files.map((file) => relative(root, file).replaceAll('\\', '/'))
  const paths = [...new Set([...listFactPaths(root), ...files])]
  return { host, root, paths, stamps: takeStamps({ root, paths, begin }) }
}
