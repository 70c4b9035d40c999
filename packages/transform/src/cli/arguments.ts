/** Reads a command's arguments, and says what was meant where they are wrong. */
import { parseArgs } from 'node:util'
import type { Command, Invocation } from './commands.ts'
import { Failure } from './failure.ts'

type ReadArguments = Omit<Invocation, 'terminal'>

/** Throws a `Failure` that names the argument and what is accepted. */
export async function readArguments(
  command: Command,
  args: readonly string[],
): Promise<ReadArguments> {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(command.options).map(([name, { value, short }]) => [
        name,
        { type: value ? 'string' : 'boolean', ...(short ? { short } : {}) } as const,
      ]),
    ),
    allowPositionals: true,
    // Not strict: its own errors name neither the command nor what was meant.
    strict: false,
    tokens: true,
  })
  const options = new Map<string, string[]>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const spec = Object.hasOwn(command.options, token.name) && command.options[token.name]
    if (!spec) {
      const known = Object.keys(command.options).map((name) => `--${name}`)
      const see = `afterword ${command.name} --help`
      throw await refuse(`there is no option ${token.rawName}`, token.rawName, known, see)
    }
    if (spec.value === undefined && token.value !== undefined) {
      throw new Failure(`${token.rawName} takes no value`)
    }
    const value = token.value ?? ''
    if (spec.value !== undefined && (value === '' || (!token.inlineValue && /^-\D/.test(value)))) {
      throw new Failure(`${token.rawName} needs a value: ${token.rawName} <${spec.value}>`)
    }
    if (spec.choices && !spec.choices.includes(value)) {
      const accepted = spec.choices.join(', ')
      throw await refuse(
        `${token.rawName} must be one of ${accepted}, not "${value}"`,
        value,
        spec.choices,
      )
    }
    options.set(token.name, [...((spec.isRepeatable && options.get(token.name)) || []), value])
  }
  const [argument, extra] = positionals
  if (extra !== undefined) {
    throw new Failure(
      `afterword ${command.name} takes one ${command.argument.name}, and got "${argument}" and "${extra}"`,
    )
  }
  if (argument === undefined && command.argument.isRequired && !options.has('help')) {
    throw new Failure(`afterword ${command.name} needs a ${command.argument.name}`)
  }
  return { argument, options }
}

/**
 * A failure with the names that come near.
 *
 * @param see the command that prints more
 */
export async function refuse(
  message: string,
  wrong: string,
  names: readonly string[],
  see?: string,
): Promise<Failure> {
  const { closest } = await import('../suggest.ts')
  const near = closest(wrong, names)
  const meant = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
  return new Failure(`${message}${meant}${see ? `\nSee: ${see}` : ''}`)
}
