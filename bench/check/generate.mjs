// Writes an application for Next: pages over components and layers of helpers, which import each other
// by aliases, paths and barrels, in circles too. Two tasks of it reach a request API.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Modules of a folder of `lib`, its barrel among them. */
const GROUP = 40

/** About 3.5 KB a module, as in applications. */
const FILLER = Array.from(
  { length: 36 },
  (_, line) =>
    `export function step${line}(input: { readonly id: string; readonly size: number }): string {
  return input.size > ${line} ? input.id.slice(${line}) : \`\${input.id}-${line}\`
}
`,
).join('\n')

/**
 * Returns how many modules it has written. Of ten, six are helpers, one is a component and three are
 * pages; one page in a hundred schedules work.
 *
 * @param {{ misuse?: boolean }} [options] `misuse: false` leaves out the two tasks that cannot work
 */
export function generateProject(root, count, { misuse = true } = {}) {
  const write = (file, text) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  write('package.json', JSON.stringify({ name: 'generated', dependencies: { next: '16.0.0' } }))
  write('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@/*': ['./*'] } } }))
  const helpers = Math.floor(count * 0.6)
  const components = Math.floor(count * 0.1)
  for (let index = 0; index < helpers; index++) {
    write(fileOfHelper(index), printHelper(index, helpers))
  }
  for (let index = 0; index < components; index++) {
    write(`components/${nameComponent(index)}.tsx`, printComponent(index))
  }
  write(
    'components/index.ts',
    Array.from(
      { length: components },
      (_, index) => `export { ${nameComponent(index)} } from './${nameComponent(index)}'\n`,
    ).join(''),
  )
  write('app/layout.tsx', LAYOUT)
  write('lib/log.ts', LOG)
  write('lib/session.ts', SESSION)
  const pages = count - helpers - components - 4
  for (let index = 0; index < pages; index++) {
    const isMisuse = misuse && (index === 100 || index === 200)
    write(
      `app/section-${index % 50}/page-${index}/page.tsx`,
      printPage(index, (index * 7) % helpers, index % components, isMisuse),
    )
  }
  return count
}

const LAYOUT = `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>
}
`
const LOG = `export function log(text: string) {
  console.log(text)
}
`
const SESSION = `import { cookies } from 'next/headers'
export async function readUser(id: string) {
  return (await cookies()).get(id)?.value
}
`

/** The first of a folder is its barrel, too. */
function fileOfHelper(index) {
  const name = index % GROUP === 0 ? 'index' : `helper-${index}`
  return `lib/group-${Math.floor(index / GROUP)}/${name}.ts`
}

/**
 * Imports the one before; what few others have, which many import; and, by its barrel, something of an
 * earlier folder. The last of a folder is imported by the first.
 */
function printHelper(index, count) {
  const group = Math.floor(index / GROUP)
  const place = index % GROUP
  const isFirst = place === 0
  const below = isFirst
    ? "import { readUser as readBelow } from '@/lib/session'"
    : `import { help${index - 1} as readBelow } from './${place === 1 ? 'index' : `helper-${index - 1}`}'`
  const lines = [below, "import { z } from 'zod'"]
  if (place % 3 === 1) lines.push("import { log } from '@/lib/log'")
  if (place % 5 === 2 && group > 0) {
    const other = Math.floor((group - 1) / 2)
    lines.push(`import { schema${other * GROUP} as earlier } from '@/lib/group-${other}'`)
  }
  if (place === GROUP - 1) lines.push("import type { Id } from './index'")
  if (isFirst) {
    lines.push('export interface Id { readonly id: string }')
    for (let at = index + 1; at < Math.min(index + GROUP, count); at += 8) {
      lines.push(`export { schema${at} } from './helper-${at}'`)
    }
  }
  lines.push(
    `export const schema${index} = z.object({ id: z.string() })`,
    `export async function help${index}(id: string) {`,
    ...(place % 3 === 1 ? ["  log('read')"] : []),
    ...(place % 5 === 2 && group > 0 ? ['  earlier.parse({ id })'] : []),
    "  return [id, await readBelow(id)].join(' ')",
    '}',
  )
  return `${lines.join('\n')}\n${FILLER}`
}

const nameComponent = (index) => `Component${index}`

/** One in three is for the browser; each shows another one. */
function printComponent(index) {
  const isClient = index % 3 === 0
  const lines = [
    ...(isClient ? ["'use client'", "import { useState } from 'react'"] : []),
    ...(index > 0
      ? [`import { ${nameComponent(index >> 1)} as Inner } from './${nameComponent(index >> 1)}'`]
      : []),
    `export function ${nameComponent(index)}({ title }: { readonly title: string }) {`,
    ...(isClient ? ['  const [shown] = useState(title)'] : ['  const shown = title']),
    `  return <section>{shown}${index > 0 ? '<Inner title={shown} />' : ''}</section>`,
    '}',
  ]
  return `${lines.join('\n')}\n${FILLER}`
}

function printPage(index, helper, component, isMisuse) {
  const name = nameComponent(component)
  const hasTask = index % 100 === 0
  const task = isMisuse ? `after(() => help${helper}('x'))` : "after(() => log('seen'))"
  const isLazy = index % 20 === 7
  const file = `@/${fileOfHelper(helper).replace(/(?:\/index)?\.ts$/, '')}`
  const lines = [
    ...(hasTask ? ["import { after } from 'next/server'"] : []),
    "import { log } from '@/lib/log'",
    ...(isLazy ? [] : [`import { help${helper} } from '${file}'`]),
    `import { ${name} } from '@/components${index % 2 === 0 ? '' : `/${name}`}'`,
    "import Link from 'next/link'",
    'export default async function Page() {',
    `  ${hasTask ? task : "log('seen')"}`,
    ...(isLazy ? [`  const { help${helper} } = await import('${file}')`] : []),
    `  return <Link href="/"><${name} title={await help${helper}('${index}')} /></Link>`,
    '}',
  ]
  return `${lines.join('\n')}\n${FILLER}`
}
