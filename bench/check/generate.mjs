// Writes an application for Next: pages, routes and server functions over layers of helpers, which
// import each other by aliases and through barrels. Two tasks of it reach a request API.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

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
 * Returns how many modules it has written.
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
  const pages = count - helpers - 3
  for (let index = 0; index < helpers; index += 1) {
    const below = index % 40 === 0 ? "'@/lib/session'" : `'./helper-${index - 1}'`
    const name = index % 40 === 0 ? 'readUser' : `help${index - 1}`
    write(
      `lib/group-${Math.floor(index / 40)}/helper-${index}.ts`,
      `import { ${name} } from ${below}
import { z } from 'zod'
export const schema${index} = z.object({ id: z.string() })
export async function help${index}(id: string) {
  return \`\${id} \${await ${name}(id)}\`
}
${FILLER}`,
    )
  }
  for (let index = 0; index < pages; index += 1) {
    const helper = (index * 7) % helpers
    const group = Math.floor(helper / 40)
    // One in a hundred schedules work; of those, two do what cannot work.
    const isMisuse = misuse && (index === 100 || index === 300)
    const task = isMisuse ? `after(() => help${helper}('x'))` : "after(() => log('seen'))"
    const hasTask = index % 100 === 0
    write(
      `app/section-${index % 50}/page-${index}/page.tsx`,
      `${hasTask ? "import { after } from 'next/server'\n" : ''}import { log } from '@/lib/log'
import { help${helper} } from '@/lib/group-${group}/helper-${helper}'
import Link from 'next/link'
export default async function Page() {
  ${hasTask ? task : "log('seen')"}
  return <Link href="/">{await help${helper}('${index}')}</Link>
}
${FILLER}`,
    )
  }
  write(
    'app/layout.tsx',
    'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>\n}\n',
  )
  write('lib/log.ts', 'export function log(text: string) {\n  console.log(text)\n}\n')
  write(
    'lib/session.ts',
    `import { cookies } from 'next/headers'
export async function readUser(id: string) {
  return (await cookies()).get(id)?.value
}
`,
  )
  return count
}
