/** React Router's route modules with Server Components (framework mode): `app/root`, `app/routes/`, and what `app/routes.ts` names. */
import type { App } from '../apps.ts'
import { type EntryFile, pathBelow } from './convention.ts'
import type { EntryPhase } from './entry.ts'

// A plain `default` is a client component there; data functions run for a request, before the render.
const PHASES: ReadonlyMap<string, EntryPhase> = new Map([
  ['loader', 'route'],
  ['action', 'action'],
  ['ServerComponent', 'render'],
  ['ServerLayout', 'render'],
  ['ServerErrorBoundary', 'render'],
  ['ServerHydrateFallback', 'render'],
])

export function readRouteModule(path: string, { routeFiles, extensions }: App): EntryFile | null {
  const below = pathBelow(path, ['app'], extensions)
  const isRoute = below === 'root' || below?.startsWith('routes/') || routeFiles.includes(path)
  return isRoute ? { route: null, phases: PHASES } : null
}
