// How fast modules go through the transform: megabytes a second of CPU, beside the parser alone and other tools.
import { transformSync } from '@swc/core'
import { measureRounds, medianOf, ratioOf } from '../support/statistics.mjs'
import { formatRatio } from '../support/table.mjs'
import { passes } from './passes.mjs'
import { inputs, sourcePackages } from './sources.mjs'

const LIMIT = 'oxc, parse with tree (the limit)'

export const packages = [
  'oxc-parser',
  '@swc/core',
  '@babel/core',
  '@vitejs/plugin-rsc',
  ...sourcePackages,
]

export const options = { 'transform-rounds': { type: 'string', default: '7' } }

export async function run(values, progress) {
  const tables = []
  for (const [title, read] of Object.entries(inputs)) {
    const sources = read()
    const scripts = sources.map((source) => ({ ...source, script: strip(source) }))
    const rounds = await measureRounds(
      Object.keys(passes),
      Number(values['transform-rounds']),
      async (name) => measurePass(name, scripts),
      (text) => progress(`${title}, ${text}`),
    )
    const size = countBytes(sources, 'code')
    tables.push({
      title: `Real sources ${title}`,
      columns: [
        `${sources.length} files, ${(size / 1e6).toFixed(1)} MB`,
        'MB/s',
        'CPU to the parser',
      ],
      rows: Object.keys(passes).map((name) => [
        name,
        formatSpeed(medianOf(rounds, name, 'speed')),
        formatRatio(1 / ratioOf(rounds, name, LIMIT, 'speed')),
      ]),
    })
  }
  return tables
}

/** Passes over the sources until there is enough time to tell. */
function measurePass(name, sources) {
  const pass = passes[name]()
  const before = process.cpuUsage()
  let runs = 0
  let spent = 0
  do {
    for (const source of sources) pass(source)
    runs++
    const { user, system } = process.cpuUsage(before)
    spent = user + system
  } while (spent < 200_000)
  const key = name.startsWith('@vitejs/plugin-rsc') ? 'script' : 'code'
  return { speed: (countBytes(sources, key) * runs) / spent }
}

const formatSpeed = (speed) => speed.toFixed(speed < 10 ? 1 : 0)

const countBytes = (sources, key) =>
  sources.reduce((sum, source) => sum + Buffer.byteLength(source[key]), 0)

function strip({ file, code }) {
  return transformSync(code, {
    filename: file,
    swcrc: false,
    configFile: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: file.endsWith('x') } },
  }).code
}
