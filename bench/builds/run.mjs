// What the plugin adds to a build: whole processes of `vite build` and `next build`, with it and without.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateProject } from '../check/generate.mjs'
import { makeFolder } from '../support/folder.mjs'
import { runProcess } from '../support/process.mjs'
import { measureRounds, median, medianOf, ratioOf } from '../support/statistics.mjs'
import { formatRatio } from '../support/table.mjs'

const bench = join(import.meta.dirname, '..')
const next = join(bench, 'node_modules/next/dist/bin/next')

export const packages = ['vite', 'next']

export const options = {
  'builds-rounds': { type: 'string', default: '7' },
  'builds-modules': { type: 'string', default: '600' },
  'builds-tools': { type: 'string', default: 'vite build,next build' },
}

/** Modules of an application so small that what the plugin adds is what it costs to be there. */
const SMALL = 20

const tools = {
  'vite build': {
    args: [join(bench, 'node_modules/vite/bin/vite.js'), 'build'],
    write: writeViteConfig,
    output: 'dist',
  },
  'next build, Turbopack': {
    args: [next, 'build', '--turbopack'],
    write: writeNextConfig,
    output: '.next',
  },
  'next build, webpack': {
    args: [next, 'build', '--webpack'],
    write: writeNextConfig,
    output: '.next',
  },
}

export async function run(values, progress) {
  installPackages()
  const rows = []
  const prefixes = values['builds-tools'].split(',')
  for (const [name, tool] of Object.entries(tools)) {
    if (!prefixes.some((prefix) => name.startsWith(prefix))) continue
    for (const modules of [SMALL, Number(values['builds-modules'])]) {
      const applications = {}
      for (const variant of ['without', 'with']) {
        applications[variant] = writeApplication(modules, tool, variant === 'with')
      }
      const measure = async (variant) => build(applications[variant].folder, tool)
      const label = `${name}, ${modules} modules`
      const report = (text) => progress(`${label}, ${text}`)
      const count = Number(values['builds-rounds'])
      const rounds = await measureRounds(Object.keys(applications), count, measure, report)
      rows.push(printRow(label, rounds))
      for (const { remove } of Object.values(applications)) remove()
    }
  }
  return [
    {
      title: 'Builds of a generated application',
      columns: ['', 'CPU without', 'with', 'added', 'CPU', 'time without', 'with', 'added', 'time'],
      rows,
      note:
        'Whole processes with their workers, without a cache of an earlier build, in turn; medians, ' +
        'and the medians of the difference and the ratio within each pair. With Afterword the whole ' +
        'program is checked too.',
    },
  ]
}

function printRow(name, rounds) {
  const time = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`
  return [
    name,
    ...['cpu', 'milliseconds'].flatMap((key) => [
      time(medianOf(rounds, 'without', key)),
      time(medianOf(rounds, 'with', key)),
      time(median(rounds.map((round) => round.with[key] - round.without[key]))),
      formatRatio(ratioOf(rounds, 'with', 'without', key)),
    ]),
  ]
}

/** Copies the packages to where the applications find them: what is linked, Next.js takes for their own code. */
function installPackages() {
  for (const name of ['runtime', 'transform']) {
    const source = join(bench, '../packages', name)
    const installed = join(bench, '.apps/node_modules/@afterword', name)
    rmSync(installed, { recursive: true, force: true })
    for (const entry of ['package.json', 'dist']) {
      cpSync(join(source, entry), join(installed, entry), { recursive: true })
    }
  }
}

function build(folder, { args, output }) {
  rmSync(join(folder, output), { recursive: true, force: true })
  rmSync(join(folder, 'node_modules/.cache'), { recursive: true, force: true })
  return runProcess(process.execPath, args, {
    cwd: folder,
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
  })
}

/** Writes the application, below this package, where `node_modules` is found. */
function writeApplication(modules, { write }, hasPlugin) {
  mkdirSync(join(bench, '.apps'), { recursive: true })
  const application = makeFolder(join(bench, '.apps'), 'app-')
  const { folder } = application
  generateProject(folder, modules, { misuse: false })
  for (const [file, text] of Object.entries(write(hasPlugin))) {
    writeFileSync(join(folder, file), text)
  }
  return application
}

/** A server's bundle of all pages. */
function writeViteConfig(hasPlugin) {
  return {
    'entry.ts': "export default import.meta.glob('./app/**/page.tsx', { eager: true })\n",
    'vite.config.mjs': `${hasPlugin ? "import afterword from '@afterword/transform/vite'\n" : ''}export default {
  logLevel: 'error',
  resolve: { alias: { '@': import.meta.dirname } },
  build: { ssr: 'entry.ts' },
  plugins: [${hasPlugin ? 'afterword()' : ''}],
}
`,
  }
}

function writeNextConfig(hasPlugin) {
  const config = '{ typescript: { ignoreBuildErrors: true } }'
  return {
    'next.config.mjs': hasPlugin
      ? `import withAfterword from '@afterword/transform/next'\nexport default withAfterword(${config})\n`
      : `export default ${config}\n`,
  }
}
