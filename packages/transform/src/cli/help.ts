/** Prints the help of the program and of each command. */
import { createPaint } from '../diagnostics/paint.ts'
import { wrap } from '../diagnostics/wrap.ts'
import { COMMANDS, type Command, type OptionSpec } from './commands.ts'

export interface HelpOptions {
  readonly color: boolean
  readonly width: number
}

export function printHelp({ color, width }: HelpOptions): string {
  const rows = COMMANDS.map(({ name, argument, summary }) => {
    const shown = argument.isRequired ? `<${argument.name}>` : `[${argument.name}]`
    return [`${name} ${shown}`, summary] as const
  })
  return [
    ...wrap('Checks after(): work that runs once the response is finished.', width),
    '',
    heading('Usage', color),
    '  afterword <command> [options]',
    '',
    heading('Commands', color),
    ...printRows(rows, width),
    '',
    heading('Options', color),
    ...printRows(
      [
        ['-h, --help', 'print this help; afterword <command> --help prints that of a command'],
        ['-v, --version', 'print the version'],
      ],
      width,
    ),
    '',
    ...wrap(
      'A project is configured by afterword.config.ts (or .js, .mjs) or the key "afterword" of package.json. NO_COLOR and FORCE_COLOR are heeded.',
      width,
    ),
  ].join('\n')
}

export function printCommandHelp(command: Command, { color, width }: HelpOptions): string {
  const { name, summary, description, argument, options, examples } = command
  const shown = argument.isRequired ? `<${argument.name}>` : `[${argument.name}]`
  const title = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
  return [
    ...wrap(title, width),
    '',
    heading('Usage', color),
    `  afterword ${name} ${shown} [options]`,
    '',
    ...description.flatMap((paragraph) => [...wrap(paragraph, width), '']),
    heading('Arguments', color),
    ...printRows([[argument.name, argument.help]], width),
    '',
    heading('Options', color),
    ...printRows(
      Object.entries(options).map(([option, spec]) => [
        printOption(option, spec),
        spec.choices ? `${spec.choices.join(', ')}: ${spec.help}` : spec.help,
      ]),
      width,
    ),
    '',
    heading('Examples', color),
    ...examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
  ].join('\n')
}

function printOption(name: string, { short, value }: OptionSpec): string {
  return `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`
}

function heading(text: string, color: boolean): string {
  return createPaint(color)('bold', text)
}

function printRows(rows: readonly (readonly [string, string])[], width: number): string[] {
  const column = Math.max(...rows.map(([name]) => name.length)) + 4
  return rows.flatMap(([name, text]) => {
    const [first = '', ...rest] = wrap(text, width - column)
    const indent = ' '.repeat(column)
    return [`  ${name.padEnd(column - 2)}${first}`, ...rest.map((line) => indent + line)]
  })
}
