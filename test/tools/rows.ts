// The build tools, in the order of the table.
import { nextRows } from './rows-next.ts'
import type { Row } from './support/row.ts'

/** Rolldown, and Vite on it: every build compiles everything. */
const NO_CACHE = 'It has no cache that outlives a build: every build compiles every module.'

const babel = {
  folder: 'babel',
  example: 'babel.config.mjs',
  build: {
    program: 'babel',
    args: ['.', '-d', 'dist', '-x', '.ts,.tsx', '-s', '--ignore', 'node_modules,dist'],
  },
  impossible: {
    findings:
      'Babel compiles one file at a time: the errors of a file are thrown together, and `@babel/cli` stops there. `npx afterword check` reports all files.',
    across: 'Babel sees one file at a time. `npx afterword check` sees the program.',
    client:
      'Babel does not see imports: in a client build, as babel-loader says, `after` is an error without them.',
    watch: '`@babel/cli --watch` reports a file again when it is compiled again, and not before.',
    cache: 'Babel has no cache in files.',
  },
} satisfies Partial<Row>

const vite = {
  folder: 'vite',
  example: 'vite.config.mjs',
  build: { program: 'vite', args: ['build'] },
  client: { program: 'vite', args: ['build', '--config', 'client.config.mjs'] },
  watch: { program: 'vite', args: ['build', '--watch'], built: /^(?:✓ )?built in/ },
  impossible: { cache: NO_CACHE },
} satisfies Partial<Row>

const REGISTER = ['--enable-source-maps', '--import', '@afterword/transform/register']

const ONE_FILE = 'It sees one file at a time. `npx afterword check` sees the program.'
const NO_OUTPUT = 'It writes no files.'
const NO_IMPORTS = 'It does not see imports, and what it says of a file it says without them.'
const NO_CLIENT = 'It is for servers.'
const PRINTS_NO_CACHE = 'What it keeps are compiled files, none of which has a finding that fails.'

const lint = {
  example: null,
  impossible: {
    run: 'It compiles nothing.',
    map: 'It compiles nothing.',
    untouched: NO_OUTPUT,
    client: 'A linter knows the `use client` of a module, and no bundles.',
    watch: 'It is an editor that asks again.',
    cache:
      'Its own cache is of files that are as they were, which findings of other files are not.',
  },
} satisfies Partial<Row>

const eslint = {
  ...lint,
  folder: 'eslint',
  readFindings: (output: string) =>
    (JSON.parse(output) as EslintResult[]).flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, line, column }) => {
        return `${ruleId.replace('afterword/', '')} ${tail(filePath)}:${line}:${column}`
      }),
    ),
} satisfies Partial<Row>

interface EslintResult {
  readonly filePath: string
  readonly messages: { readonly ruleId: string; readonly line: number; readonly column: number }[]
}

interface OxlintResult {
  readonly filename: string
  readonly code: string
  readonly labels: [{ readonly span: { readonly line: number; readonly column: number } }]
}

/** Below the application's folder. */
function tail(path: string): string {
  return /(?:app|lib)\/.*$/.exec(path)?.[0] ?? path
}

const jest = {
  example: 'jest.config.mjs',
  serve: { program: 'jest', args: ['--no-cache', 'serve'], ready: /^port /, isBuilt: false },
} satisfies Partial<Row>

const impossibleInJest = {
  findings: 'Jest compiles a file when a test loads it: its errors are the test’s.',
  across: ONE_FILE,
  configuration: 'Jest compiles a file when a test loads it.',
  untouched: NO_OUTPUT,
  client: NO_CLIENT,
  watch: 'Jest runs the tests of what has changed, which compiles it.',
  cache: PRINTS_NO_CACHE,
}

/** Those that test:tools runs. */
export const rows: readonly Row[] = [
  { ...vite, name: 'Vite 8', package: 'vite' },
  {
    ...vite,
    name: 'Vite 7',
    package: 'vite-7',
    build: { program: 'node_modules/vite-7/bin/vite.js', args: ['build'] },
    client: { ...vite.client, program: 'node_modules/vite-7/bin/vite.js' },
    watch: { ...vite.watch, program: 'node_modules/vite-7/bin/vite.js' },
  },
  {
    name: 'Rollup 4',
    package: 'rollup',
    folder: 'rollup',
    example: 'rollup.config.mjs',
    build: { program: 'rollup', args: ['-c'] },
    client: { program: 'rollup', args: ['-c', 'client.config.mjs'] },
    cached: { program: 'cached.mjs', variant: 'warning' },
    watch: { program: 'rollup', args: ['-c', '--watch'], built: /^created dist/ },
  },
  {
    name: 'Rolldown 1',
    package: 'rolldown',
    folder: 'rolldown',
    example: 'rolldown.config.mjs',
    build: { program: 'rolldown', args: ['-c', 'rolldown.config.mjs'] },
    client: { program: 'rolldown', args: ['-c', 'client.config.mjs'] },
    watch: {
      program: 'rolldown',
      args: ['-c', 'rolldown.config.mjs', '--watch'],
      built: /Rebuilt dist/,
    },
    impossible: { cache: NO_CACHE },
  },
  {
    name: 'webpack 5',
    package: 'webpack',
    folder: 'webpack',
    example: 'webpack.config.mjs',
    output: 'dist/server.mjs',
    build: { program: 'webpack' },
    client: { program: 'webpack', args: ['--config', 'client.config.mjs'] },
    cached: { program: 'webpack', args: ['--config', 'cached.config.mjs'] },
    watch: { program: 'webpack', args: ['--watch'], built: /compiled successfully/ },
  },
  {
    name: 'Rspack 2',
    package: '@rspack/core',
    folder: 'rspack',
    example: 'rspack.config.mjs',
    output: 'dist/server.mjs',
    build: { program: 'rspack', args: ['build'] },
    client: { program: 'rspack', args: ['build', '--config', 'client.config.mjs'] },
    cached: { program: 'rspack', args: ['build', '--config', 'cached.config.mjs'] },
    watch: { program: 'rspack', args: ['build', '--watch'], built: /compiled successfully/ },
  },
  {
    name: 'esbuild',
    package: 'esbuild',
    folder: 'esbuild',
    example: 'build.mjs',
    build: { program: 'build.mjs' },
    client: { program: 'client.mjs' },
    watch: { program: 'watch.mjs', built: /^built$/ },
    impossible: {
      cache:
        'It has no cache in files; `context().rebuild()` asks the plugin for every module again, so nothing is lost.',
    },
  },
  { ...babel, name: '@babel/cli 7', package: '@babel/core' },
  {
    ...babel,
    name: '@babel/cli 8',
    package: '@babel/core',
    modules: 'babel-8/node_modules',
    node: 'babel-8/node_modules/node-24/bin/node',
  },
  {
    name: 'SWC',
    package: '@swc/core',
    folder: 'swc',
    example: 'build.mjs',
    build: { program: 'build.mjs' },
    impossible: {
      findings:
        'SWC compiles one file at a time: the errors of a file are thrown together. `npx afterword check` reports all files.',
      across: 'SWC sees one file at a time. `npx afterword check` sees the program.',
      client: 'SWC does not see imports, and does not say what it builds for.',
      watch: 'It is what calls SWC that watches.',
      cache: 'SWC has no cache of results.',
    },
  },
  {
    name: 'babel-loader',
    package: 'babel-loader',
    folder: 'babel-loader',
    example: 'babel.config.mjs',
    output: 'dist/server.mjs',
    build: { program: 'webpack' },
    watch: { program: 'webpack', args: ['--watch'], built: /compiled successfully/ },
    impossible: {
      findings:
        'webpack does not come to what a file imports that Babel refuses: its errors come when that is mended.',
      across: ONE_FILE,
      client: NO_IMPORTS,
      cache: PRINTS_NO_CACHE,
    },
  },
  {
    name: 'swc-loader',
    package: 'swc-loader',
    folder: 'swc-loader',
    example: 'webpack.config.mjs',
    output: 'dist/server.mjs',
    build: { program: 'webpack' },
    watch: { program: 'webpack', args: ['--watch'], built: /compiled successfully/ },
    impossible: { across: ONE_FILE, client: NO_IMPORTS, cache: PRINTS_NO_CACHE },
  },
  {
    ...jest,
    name: 'babel-jest',
    package: 'babel-jest',
    folder: 'babel-jest',
    build: { program: 'jest' },
    impossible: impossibleInJest,
  },
  {
    ...jest,
    name: '@swc/jest',
    package: '@swc/jest',
    folder: 'swc-jest',
    build: { program: 'jest' },
    impossible: impossibleInJest,
  },
  {
    name: 'node --import',
    package: 'node-24',
    folder: 'register',
    modules: 'babel-8/node_modules',
    node: 'babel-8/node_modules/node-24/bin/node',
    example: null,
    build: { program: 'load.mjs', nodeArgs: REGISTER },
    serve: { program: 'serve.mjs', nodeArgs: REGISTER, ready: /^port /, isBuilt: false },
    impossible: {
      findings: 'Node stops at the first module that has errors.',
      across: ONE_FILE,
      untouched: NO_OUTPUT,
      client: NO_CLIENT,
      watch: '`node --watch` starts anew.',
      cache: 'It has none.',
    },
  },
  {
    ...eslint,
    name: 'ESLint 10',
    package: 'eslint',
    build: { program: 'eslint', args: ['app', 'lib', '--format', 'json'] },
  },
  {
    ...eslint,
    name: 'ESLint 9',
    package: 'eslint-9',
    build: {
      program: 'node_modules/eslint-9/bin/eslint.js',
      args: ['app', 'lib', '--format', 'json'],
    },
  },
  {
    ...lint,
    name: 'oxlint',
    package: 'oxlint',
    folder: 'oxlint',
    build: { program: 'oxlint', args: ['app', 'lib', '--format', 'json'] },
    readFindings: (output) =>
      (JSON.parse(output).diagnostics as OxlintResult[]).map(
        ({ filename, code, labels: [{ span }] }) =>
          `${/\((.*)\)/.exec(code)?.[1]} ${filename}:${span.line}:${span.column}`,
      ),
  },
]

export const allRows: readonly Row[] = [...nextRows, ...rows]
