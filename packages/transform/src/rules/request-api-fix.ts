/** Moves the call of a request API in front of the `after` whose task makes it. */
import type { Fix } from '../diagnostics/diagnostic.ts'
import type { RequestApi } from '../module/apis.ts'
import { asImport } from '../module/value.ts'
import type { TaskCall } from './task-calls.ts'

const NAMES: Readonly<Record<RequestApi, string>> = {
  cookies: 'cookieStore',
  headers: 'headerList',
  connection: 'connected',
  draftMode: 'draft',
}

/**
 *     after(async () => log(await cookies()))  ⬇
 *     const cookieStore = cookies()
 *     after(async () => log(await cookieStore))
 *
 * Only for a call that stands in the task itself; what a helper calls is the helper's.
 */
export function hoistCall(found: TaskCall, api: RequestApi): Fix[] {
  const { module, call, site } = found
  const own = module.sites.find(({ place }) => place.start === site.site.place.start)
  const statement = own?.statement ?? null
  const callee = nameOfImport(found)
  if (module !== site.module || statement === null || callee === null) return []
  const { taskPlace } = site.site
  const isInTask =
    taskPlace && taskPlace.start <= call.place.start && call.place.end <= taskPlace.end
  if (!isInTask || call.arguments.length > 0) return []
  const name = unusedName(NAMES[api], module.names)
  const { start, indentation } = statement
  const declaration = `const ${name} = ${callee}()\n${indentation}`
  return [
    {
      title: `call \`${callee}()\` before \`after\``,
      edits: [
        { span: { start, end: start }, text: declaration },
        { span: { start: call.place.start, end: call.place.end }, text: name },
      ],
      isSafe: true,
    },
  ]
}

/** The local name of the function a call goes to, where it has one of its own. */
function nameOfImport({ module, call }: TaskCall): string | null {
  const origin = asImport(call.callee)
  const specifier = module.imports
    .filter(({ type, source }) => type === 'import' && source === origin?.source)
    .flatMap(({ specifiers }) => specifiers)
    .find(({ imported, local, part }) => imported === origin?.name && local !== '' && part === null)
  return specifier?.local ?? null
}

function unusedName(base: string, taken: readonly string[]): string {
  let name = base
  for (let count = 2; taken.includes(name); count += 1) name = `${base}${count}`
  return name
}
