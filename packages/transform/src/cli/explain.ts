/** `afterword explain`: prints the page of a diagnostic for a terminal, or the list of them. */
import { readFile } from 'node:fs/promises'
import { DIAGNOSTIC_CODES } from '../diagnostics/diagnostic.ts'
import { docsPageOf } from '../diagnostics/docs.ts'
import { messageTemplates } from '../diagnostics/messages.generated.ts'
import { createPaint, type Paint } from '../diagnostics/paint.ts'
import { wrap } from '../diagnostics/wrap.ts'
import { refuse } from './arguments.ts'
import type { Run } from './commands.ts'

export const run: Run = async ({ argument, terminal }) => {
  const { width, color } = terminal
  const paint = createPaint(color.output)
  if (argument === undefined) {
    terminal.print(printList(width, paint))
    return 0
  }
  const name = argument.replace(/^afterword\//, '')
  const code = DIAGNOSTIC_CODES.find((candidate) => candidate === name)
  if (!code) {
    const message = `there is no code ${argument}`
    throw await refuse(message, name, DIAGNOSTIC_CODES, 'afterword explain')
  }
  terminal.print(printPage(await readFile(docsPageOf(code), 'utf8'), width, paint))
  return 0
}

function printList(width: number, paint: Paint): string {
  return DIAGNOSTIC_CODES.map((code) => {
    const { severity, message } = messageTemplates[code]
    const isError = severity === 'error'
    const title = `${paint('bold', code)} ${paint(isError ? 'red' : 'yellow', isError ? 'error' : 'warning')}`
    const lines = wrap(message.replaceAll(/\{\w+\}/g, '…'), width - 4)
    return [title, ...lines.map((line) => `    ${line}`)].join('\n')
  }).join('\n')
}

/** The pages hold headings, quotes, paragraphs, tables and code: code is indented, prose is wrapped. */
function printPage(page: string, width: number, paint: Paint): string {
  const blocks = page
    .replace(/^<!--.*-->\s*/, '')
    .trimEnd()
    .split(/^(```.*\n[\s\S]*?^```)$/m)
  return blocks
    .map((block) => {
      if (!block.startsWith('```')) return printProse(block)
      const lines = block.split('\n').slice(1, -1)
      return lines.map((line) => (line === '' ? '' : `    ${paint('cyan', line)}`)).join('\n')
    })
    .join('')

  function printProse(prose: string): string {
    return prose
      .split(/\n\n+/)
      .map((paragraph) => {
        const heading = /^#+ (.*)$/.exec(paragraph.trim())
        if (heading) return paragraph.replace(/#+ .*/, paint('bold', heading[1] as string))
        if (/^\s*[|-]/.test(paragraph)) return paragraph
        const [, before = '', text = '', after = ''] =
          /^(\s*)([\s\S]*?)(\s*)$/.exec(paragraph) ?? []
        return before + wrap(text.replaceAll('\n', ' '), width).join('\n') + after
      })
      .join('\n\n')
  }
}
