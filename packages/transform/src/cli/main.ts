/** The command `afterword`: finds the command that was asked for, runs it, and turns failures into exit code 2. */

import { existsSync } from 'node:fs'
import { readVersion } from '../config/version.ts'
import { readArguments, refuse } from './arguments.ts'
import { COMMANDS, type Command } from './commands.ts'
import { Failure } from './failure.ts'
import { openTerminal, type Terminal } from './terminal.ts'

/** Sets `process.exitCode`; what a command has printed is written out before the process ends. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = openTerminal(process)
  try {
    process.exitCode = await dispatch(args, terminal)
  } catch (error) {
    terminal.tell(describeFailure(error))
    process.exitCode = 2
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = args
  if (first === undefined) {
    terminal.tell(await help(terminal.color.error, terminal.width))
    return 2
  }
  if (first === '--version' || first === '-v') {
    terminal.print(readVersion())
    return 0
  }
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) {
    terminal.print(await help(terminal.color.output, terminal.width))
    return 0
  }
  const isHelp = first === 'help'
  const command = await findCommand((isHelp ? rest[0] : first) as string)
  const read = await readArguments(command, isHelp ? ['--help'] : rest)
  if (read.options.has('help')) {
    terminal.print(await help(terminal.color.output, terminal.width, command))
    return 0
  }
  const { run } = await command.load()
  return run({ ...read, terminal })
}

async function findCommand(name: string): Promise<Command> {
  const command = COMMANDS.find((candidate) => candidate.name === name)
  if (command) return command
  if (existsSync(name)) {
    throw new Failure(`there is no command ${name}; did you mean afterword check ${name}?`)
  }
  const kind = name.startsWith('-') ? 'option' : 'command'
  const names = COMMANDS.map((candidate) => candidate.name)
  const known = kind === 'option' ? ['--help', '--version'] : names
  throw await refuse(`there is no ${kind} ${name}`, name, known, 'afterword --help')
}

async function help(color: boolean, width: number, command?: Command): Promise<string> {
  const { printCommandHelp, printHelp } = await import('./help.ts')
  return command ? printCommandHelp(command, { color, width }) : printHelp({ color, width })
}

function describeFailure(error: unknown): string {
  if (error instanceof Failure) return `afterword: ${error.message}`
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `afterword: this is a mistake of Afterword's own; please report it\n${stack}`
}
