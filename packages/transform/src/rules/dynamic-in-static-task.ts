/** What makes a static page dynamic, in one of its tasks: navigation and revalidation. */
import { type Api, isNavigation, isRevalidation } from '../module/apis.ts'
import type { AppEntry } from '../program/entries/entry.ts'
import type { Rule } from './rule.ts'
import { createTaskDiagnostic, describeEntry, listTaskCalls } from './task-calls.ts'

export const dynamicInStaticTask: Rule = ({ sites }) =>
  listTaskCalls(sites, ({ reached }) => reached.some(({ api }) => isDynamic(api))).flatMap(
    (found) => {
      const { api, isCaught } = found
      // Next goes by what the task throws in the end.
      if (!isDynamic(api) || isCaught) return []
      const reaching = found.site.entries.find(
        // In a route it throws for another reason.
        ({ entry }) => isStatic(entry) && !(api === 'updateTag' && entry.phase === 'route'),
      )
      if (reaching === undefined) return []
      const { entry } = reaching
      return createTaskDiagnostic({
        code: 'dynamic-in-static-task',
        parameters: {
          api,
          entry: describeEntry(entry),
          dynamic: entry.segment.dynamic ?? '',
        },
        found,
        what: `calls \`${api}()\``,
        reaching,
      })
    },
  )

function isDynamic(api: Api | null): api is Api {
  return isNavigation(api) || isRevalidation(api)
}

/**
 * Whether an entry point's own file says that its page or route is made at build: a layout's say can
 * be overruled by the page's.
 */
function isStatic({ phase, file, segment }: AppEntry): boolean {
  const isOwn = phase === 'route' || (phase === 'render' && /(^|\/)page\.\w+$/.test(file))
  return isOwn && (segment.dynamic === 'force-static' || segment.dynamic === 'error')
}
