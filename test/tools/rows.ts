// The build tools, in the order of the table.
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
  { ...babel, name: 'Babel 7', package: '@babel/core' },
  {
    ...babel,
    name: 'Babel 8',
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
]
