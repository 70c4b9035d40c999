/** What each command takes: its arguments are parsed by it, and its help is printed from it. */
import type { Terminal } from './terminal.ts'

export interface OptionSpec {
  readonly short?: string
  /** The value's name in the help; without one the option is a flag. */
  readonly value?: string
  /** The values it accepts. */
  readonly choices?: readonly string[]
  readonly isRepeatable?: boolean
  readonly help: string
}

export interface ArgumentSpec {
  readonly name: string
  readonly isRequired: boolean
  readonly help: string
}

export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** What else there is to know. */
  readonly description: readonly string[]
  readonly argument: ArgumentSpec
  readonly options: Readonly<Record<string, OptionSpec>>
  readonly examples: readonly (readonly [line: string, meaning: string])[]
  /** Its code is loaded when it runs. */
  load(): Promise<{ readonly run: Run }>
}

export interface Invocation {
  /** The command's argument. */
  readonly argument: string | undefined
  /** Values by option; a flag that is given is `['']`. */
  readonly options: ReadonlyMap<string, readonly string[]>
  readonly terminal: Terminal
}

/** Resolves to the exit code. Rejects with a `Failure` when it cannot run. */
export type Run = (invocation: Invocation) => Promise<number>

const FOLDER: ArgumentSpec = {
  name: 'dir',
  isRequired: false,
  help: "the project's folder; the current one by default",
}

const HELP: OptionSpec = { short: 'h', help: 'print this help' }
const RULE: OptionSpec = {
  value: 'code=severity',
  isRepeatable: true,
  help: 'weigh a code anew: off, warn or error; may be repeated',
}
const PRESET: OptionSpec = {
  value: 'name',
  choices: ['next', 'rsc', 'server'],
  help: 'the conventions that entry points are found by; told from the project by default',
}
const CACHE: Readonly<Record<string, OptionSpec>> = {
  cache: {
    help: 'keep what was read of each file in node_modules/.cache/afterword (the default where there is a node_modules)',
  },
  'no-cache': { help: 'read every file anew, and keep nothing' },
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'check',
    summary: 'prove misuse of after() across the whole program, with its path',
    description: [
      'Reports every misuse that can be proven, with the path from the entry point to the call. What cannot be followed is not reported.',
      'Exit code: 0 without findings, or with warnings alone; 1 with errors, or with more warnings than --max-warnings; 2 when it could not run.',
    ],
    argument: FOLDER,
    options: {
      format: {
        value: 'name',
        choices: ['pretty', 'json', 'github', 'sarif'],
        help: 'how the report is printed; pretty by default',
      },
      'max-warnings': {
        value: 'count',
        help: 'fail when there are more warnings than this; any number passes by default',
      },
      rule: RULE,
      baseline: { value: 'file', help: 'leave out the findings that this file knows' },
      'update-baseline': { help: 'write the findings of now to the baseline file, and succeed' },
      watch: { short: 'w', help: 'check again whenever a file changes, until Ctrl-C' },
      preset: PRESET,
      ...CACHE,
      help: HELP,
    },
    examples: [
      ['afterword check', 'the project in this folder'],
      ['afterword check apps/web --max-warnings 0', 'in CI: warnings fail, too'],
      ['afterword check --rule unstable-after=off', 'one code is left out'],
      ['afterword check --baseline after.json --update-baseline', 'adopt it in an old codebase'],
      ['afterword check --format sarif > afterword.sarif', 'for a code-scanning service'],
    ],
    load: () => import('./check.ts'),
  },
  {
    name: 'sites',
    summary: 'list every call of after(), what reaches it and what it reaches',
    description: [
      'Lists each call site with the contexts it runs in, the entry points that reach it, the form of its argument, the variables its task captures and the files its task reaches.',
    ],
    argument: FOLDER,
    options: {
      format: { value: 'name', choices: ['table', 'json'], help: 'table by default' },
      preset: PRESET,
      ...CACHE,
      help: HELP,
    },
    examples: [
      ['afterword sites', 'as a table'],
      ['afterword sites --format json', 'with every entry point and file in full'],
    ],
    load: () => import('./sites.ts'),
  },
  {
    name: 'fix',
    summary: 'mend what can be mended safely',
    description: [
      'Applies the fixes that leave the program doing all it did but the misuse, until there is none left to apply. Nothing else in a file changes, and a file that would not parse afterwards is left alone. What is left to you is named.',
      'Exit code: 0 when all of it is mended, whatever is left to you; 2 when it could not run, or a file could not be written.',
    ],
    argument: FOLDER,
    options: {
      'dry-run': { help: 'print the changes as a diff, and write nothing, no cache either' },
      rule: RULE,
      preset: PRESET,
      ...CACHE,
      help: HELP,
    },
    examples: [
      ['afterword fix --dry-run', 'what would change'],
      ['afterword fix', 'change it'],
    ],
    load: () => import('./fix.ts'),
  },
  {
    name: 'explain',
    summary: 'say what a code means, why, and what to write instead',
    description: ['Prints the page of a diagnostic. Without a code it lists them all.'],
    argument: { name: 'code', isRequired: false, help: 'such as request-api-in-after' },
    options: { help: HELP },
    examples: [['afterword explain request-api-in-after', 'why cookies() fails in a task']],
    load: () => import('./explain.ts'),
  },
  {
    name: 'transform',
    summary: 'print what a build would make of a file',
    description: [
      "Prints the file as a build would compile it; what the compiler has to say of it goes to standard error. The project's configuration holds.",
      'Exit code: 0 when the file can be compiled, with warnings or without; 1 with errors; 2 when it could not run.',
    ],
    argument: { name: 'file', isRequired: true, help: 'a JavaScript or TypeScript file' },
    options: {
      root: {
        value: 'dir',
        help: "the project's folder; by default the nearest around the file that has a package.json",
      },
      target: {
        value: 'name',
        choices: ['runtime', 'next'],
        help: 'what runs the tasks; told from the project by default',
      },
      environment: {
        value: 'name',
        choices: ['server', 'client'],
        help: 'what the file is built for; server by default',
      },
      help: HELP,
    },
    examples: [['afterword transform app/page.tsx', 'with the call sites and the wrapped entry']],
    load: () => import('./transform.ts'),
  },
]
