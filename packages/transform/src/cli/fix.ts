/** `afterword fix`: applies safe fixes until there is none left, and writes the files, or shows the difference. */
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { CheckResult } from '../check.ts'
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.ts'
import { createPaint } from '../diagnostics/paint.ts'
import { explainRefusal } from '../project/files.ts'
import { isOutside } from '../project/outside.ts'
import { findRepository } from '../project/repository.ts'
import { applyFixes, listSafeFixes } from '../rewrite/fixes.ts'
import { listSyntaxErrors } from '../source/parse.ts'
import { findBaseline } from './baseline-file.ts'
import type { Run } from './commands.ts'
import { openProject, type Project } from './project.ts'
import { count } from './report.ts'
import type { Terminal } from './terminal.ts'

interface FixedFile {
  readonly file: string
  readonly before: string
  readonly after: string
  readonly fixes: readonly Fix[]
}

interface FixedProject {
  readonly files: readonly FixedFile[]
  /** How many files beside the folder were left as they are. */
  readonly leftCount: number
  /** Of the check when everything is applied. */
  readonly result: CheckResult
}

/** A fix that calls for itself must not go on for ever. */
const ROUND_LIMIT = 20

export const run: Run = async (invocation) => {
  const { options, terminal } = invocation
  const project = await openProject(invocation)
  const { files, leftCount, result } = await fixProject(project, terminal)
  const left = (await findBaseline(invocation, project)?.apply(result)) ?? result
  const isDry = options.has('dry-run')
  let written = 0
  let isComplete = true
  for (const fixed of files) {
    const problem = isDry ? null : await writeFixed(project.root, fixed)
    if (problem !== null) {
      isComplete = false
      terminal.tell(`afterword: ${fixed.file} is left as it is: ${problem}`)
      continue
    }
    written += fixed.fixes.length
    if (isDry) terminal.print(await printDiff(fixed, terminal.color.output))
    else terminal.print(`${fixed.file}: ${fixed.fixes.map(({ title }) => title).join(', ')}`)
  }
  if (leftCount > 0) terminal.tell(explainLeft(leftCount, project.root))
  const summary = isDry ? 'would be applied' : 'applied'
  terminal.tell(`${count(written, 'fix', 'fixes')} ${summary}${nameLeft(left.diagnostics)}`)
  return isComplete ? 0 : 2
}

/** Fixes that overlap take a round each, and what a fix brings to light is mended in the next. */
async function fixProject(project: Project, terminal: Terminal): Promise<FixedProject> {
  const fixed = new Map<string, FixedFile>()
  // A file whose fixes would break it is told of once, and not tried again.
  const refused = new Set<string>()
  // What stands beside the folder was not asked for, and has other users.
  const beside = new Set<string>()
  for (let round = 0; ; round += 1) {
    const texts = new Map([...fixed].map(([file, { after }]) => [file, after]))
    const result = await project.check(texts)
    const { diagnostics, textOf } = result
    let hasChanged = false
    for (const file of new Set(diagnostics.map((diagnostic) => diagnostic.file))) {
      const code = textOf(file)
      const fixes = listSafeFixes(diagnostics.filter((diagnostic) => diagnostic.file === file))
      if (code === null || fixes.length === 0 || refused.has(file)) continue
      if (isOutside(file)) {
        beside.add(file)
        continue
      }
      const { code: after, applied } = applyFixes(code, fixes)
      const [error] = listSyntaxErrors(after, file)
      if (error !== undefined && listSyntaxErrors(code, file).length === 0) {
        refused.add(file)
        terminal.tell(`afterword: ${file} is left as it is: mended, it would not parse (${error})`)
        continue
      }
      const known = fixed.get(file)
      const all = [...(known?.fixes ?? []), ...applied]
      fixed.set(file, { file, before: known?.before ?? code, after, fixes: all })
      hasChanged = true
    }
    if (!hasChanged || round === ROUND_LIMIT) {
      return { files: [...fixed.values()], leftCount: beside.size, result }
    }
  }
}

function explainLeft(leftCount: number, root: string): string {
  const files = count(leftCount, 'file')
  const whole = relative('', join(root, findRepository(root.replaceAll('\\', '/')).top)) || '.'
  return `afterword: nothing is changed beside the folder, which others use too: \`afterword fix ${whole}\` mends ${files} there`
}

/** Lines and columns are of the mended files. */
function nameLeft(left: readonly Diagnostic[]): string {
  if (left.length === 0) return ''
  const places = left.map(({ file, line, column, code }) => `  ${file}:${line}:${column} ${code}`)
  const findings = count(left.length, 'finding')
  return [`; ${findings} left to you (\`afterword check\` says more):`, ...places].join('\n')
}

/** Returns why the file could not be written, or `null`. */
async function writeFixed(
  root: string,
  { file, before, after }: FixedFile,
): Promise<string | null> {
  const path = join(root, file)
  try {
    const bytes = await readFile(path)
    if (!Buffer.from(before).equals(bytes)) {
      return bytes.toString() === before
        ? 'it holds bytes that are not UTF-8, which would be lost'
        : 'it has changed meanwhile'
    }
    await writeFile(path, after)
    return null
  } catch (error) {
    return explainRefusal(error).reason
  }
}

/** As `git apply` and `patch` read it. */
async function printDiff({ file, before, after }: FixedFile, color: boolean): Promise<string> {
  const { createTwoFilesPatch } = await import('diff')
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    context: 3,
  })
  // Its last line may end in a carriage return of its own.
  const lines = patch.replace(/^=+\n/, '').replace(/\n$/, '').split('\n')
  // A name with spaces in it ends at a tab.
  const names = lines.splice(0, 2).map((name) => (name.includes(' ', 4) ? `${name}\t` : name))
  const styles = { '-': 'red', '+': 'green', '@': 'cyan' } as const
  const paint = createPaint(color)
  return [...names, ...lines]
    .map((line) => {
      const style = styles[line.charAt(0) as keyof typeof styles]
      return style ? paint(style, line) : line
    })
    .join('\n')
}
