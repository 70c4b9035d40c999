// What people and other versions write: configuration, baselines, suppressing comments, the cache.
// Spoiled, it is refused with a message that names it, or read; and the next check is as good as ever.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCompiler } from '@afterword/transform'
import fc from 'fast-check'
import { checkProject } from '../../../packages/transform/dist/check.js'
import { readBaseline } from '../../../packages/transform/dist/config/baseline.js'
import { ConfigError, loadConfig } from '../../../packages/transform/dist/config/load.js'
import { DIAGNOSTIC_CODES } from '../../../packages/transform/dist/diagnostics/diagnostic.js'

/** Changes of a text, some bytes at a time. */
const spoiling = fc.array(
  fc.record({
    kind: fc.constantFrom('delete', 'insert', 'truncate', 'double', 'replace'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 30 }),
    text: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('{', '}', '[', ']', '"', ',', ':', 'null', '\n', '\0', '\uFEFF', '1e999'),
    ),
  }),
  { minLength: 1, maxLength: 4 },
)

function spoil(text, changes) {
  return changes.reduce((spoiled, { kind, at, length, text }) => {
    const place = at % (spoiled.length + 1)
    const [before, after] = [spoiled.slice(0, place), spoiled.slice(place)]
    if (kind === 'truncate') return before
    if (kind === 'delete') return before + after.slice(length)
    if (kind === 'insert') return before + text + after
    if (kind === 'double') return before + after.slice(0, length) + after
    return before + text + after.slice(length)
  }, text)
}

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('next', 'rsc', 'server', 'error', 'warn', 'off', [], ['a'], {}, '', null, 'x'),
)
const config = fc.dictionary(
  fc.oneof(
    fc.constantFrom('preset', 'target', 'appDir', 'serverEntries', 'sources', 'runtime', 'rules'),
    fc.constantFrom('baseline', 'apps', 'presets', '__proto__', 'constructor', 'toString'),
    fc.string(),
  ),
  fc.oneof(
    anyValue,
    fc.dictionary(fc.constantFrom(...DIAGNOSTIC_CODES, 'toString', 'x'), anyValue),
  ),
  { maxKeys: 4 },
)

const PAGE = `import { after } from 'next/server'
import { cookies } from 'next/headers'
import { save } from '@/lib/save'
import { readTheme } from '@/lib/theme'
export default function Page() {
  after(async () => (await cookies()).get('a'))
  after(() => readTheme())
  after(() => { save() })
}
`
const FILES = {
  'package.json':
    '{ "name": "app", "workspaces": ["packages/*"], "dependencies": { "next": "16.4.6" } }',
  'tsconfig.json':
    '{\n  // aliases\n  "extends": "./base.json",\n  "compilerOptions": { "paths": { "@/*": ["./*"] } },\n}\n',
  'base.json':
    '{ "compilerOptions": { "baseUrl": ".", "paths": {} }, "references": [{ "path": "lib" }] }',
  'pnpm-workspace.yaml': 'packages:\n  - \'packages/*\'\n  - "!packages/x" # not this\n',
  'packages/kit/package.json':
    '{ "name": "@acme/kit", "exports": { ".": { "types": "./a.ts", "default": ["./b.js"] }, "./*": "./src/*.ts" }, "imports": { "#x": "./x.ts" } }',
  '.gitignore': 'dist\n!dist/keep\n/lib/*.js\n',
  'next.config.ts': "export default { output: 'standalone', pageExtensions: ['tsx', 'ts'] }\n",
  'app/page.tsx': PAGE,
  'lib/save.ts': "import { x } from '@acme/kit'\nexport async function save() { await x() }\n",
  'lib/theme.ts':
    "import { cookies } from 'next/headers'\nexport async function readTheme() { return (await cookies()).get('theme') }\n",
  'packages/kit/src/index.ts': 'export async function x() {}\n',
}
/** The parts of the project that are no modules. */
const SETTINGS = Object.keys(FILES).filter((file) => !/[jt]sx$|lib\/|src\//.test(file))

const BASELINE = JSON.stringify(
  {
    version: 1,
    findings: [
      { file: 'app/page.tsx', code: 'request-api-in-after', text: 'after(', count: 1 },
      { file: 'app/b.tsx', code: 'invalid-task', text: 'after(1)', count: 2 },
    ],
  },
  null,
  2,
)

const kinds = {
  config: { given: config, run: checkConfig },
  spoiledConfig: { given: fc.tuple(config, spoiling), run: checkSpoiledConfig },
  baseline: { given: fc.oneof(spoiling, fc.json({ maxDepth: 2 })), run: checkBaseline },
  suppression: {
    given: fc.record({
      directive: fc.constantFrom(
        ...Array(4).fill('afterword-ignore-next-line'),
        'afterword-ignore',
        'afterword-ignore-file',
        'afterword-ignore-next-lines',
      ),
      codes: fc.array(
        fc.constantFrom('invalid-task', 'request-api-in-after', 'no-such-code', '\u2028', '--x'),
        { maxLength: 3 },
      ),
      separator: fc.constantFrom(', ', ',', ' ', '  ,\t'),
      reason: fc.constantFrom(
        '',
        ' --',
        ' -- ',
        ' -- why',
        ' -- why -- more',
        '--why',
        ' -- \u00A0',
      ),
      form: fc.constantFrom('line', 'block', 'doc'),
      between: fc.constantFrom('', '\n', '  // more\n', '/* a\n b */ ', '\r\n'),
    }),
    run: checkSuppression,
  },
  // These check projects, which takes a while.
  settings: {
    weight: 1,
    given: fc.tuple(fc.constantFrom(...SETTINGS), spoiling),
    run: checkSettings,
  },
  cache: {
    weight: 1,
    given: fc.tuple(
      fc.constantFrom('result', 'summaries'),
      fc.oneof(spoiling, fc.constantFrom('empty', 'other version', 'folder')),
    ),
    run: checkCache,
  },
}

export function createTarget() {
  const given = fc.oneof(
    ...Object.entries(kinds).map(([kind, { given, weight = 4 }]) => ({
      weight,
      arbitrary: fc.tuple(fc.constant(kind), given),
    })),
  )
  const folder = mkdtempSync(join(tmpdir(), 'afterword-fuzz-'))
  const property = fc.asyncProperty(given, async ([kind, value]) => {
    const root = mkdtempSync(join(folder, 'run-'))
    try {
      await kinds[kind].run(value, root)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
  return { property, close: () => rmSync(folder, { recursive: true, force: true }) }
}

async function checkConfig(value, root) {
  const text = JSON.stringify(value)
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', afterword: value }))
  const fromPackage = await refuse(() => loadConfig(root), /package\.json/)
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'afterword.config.js'), `export default ${text}\n`)
  const fromModule = await refuse(() => loadConfig(root), /afterword\.config\.js/)
  // `{ __proto__: … }` is another object in code than in JSON.
  if (!text.includes('__proto__')) {
    assert.equal(fromModule === null, fromPackage === null, 'the two forms differ')
    if (fromModule) assert.deepEqual(fromModule.config, fromPackage.config)
  }
}

async function checkSpoiledConfig([value, changes], root) {
  const text = spoil(`export default ${JSON.stringify(value)}\n`, changes)
  // What a text by chance may call is nobody's configuration.
  fc.pre(!/[\w$]\s*[(`]/.test(text))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'afterword.config.mjs'), text)
  await refuse(() => loadConfig(root), /afterword\.config\.mjs/)
}

async function checkBaseline(given, root) {
  const path = join(root, 'baseline.json')
  writeFileSync(path, typeof given === 'string' ? given : spoil(BASELINE, given))
  // The engine's own words tell nobody what is wrong with the file.
  const name = /the-baseline (?!.*(?:Cannot (?:read|destructure)|is not (?:iterable|a function)))/s
  await refuse(() => readBaseline(path, 'the-baseline'), name)
}

/** Gives what a parser gives, or `null` where it refuses with a message that names what it read. */
async function refuse(read, name) {
  try {
    return await read()
  } catch (error) {
    assert.ok(error instanceof ConfigError, `${error?.stack ?? error}`)
    assert.match(error.message, name)
    return null
  }
}

function checkSuppression({ directive, codes, separator, reason, form, between }) {
  const content = `${directive} ${codes.join(separator)}${reason}`
  const comment = { line: `// ${content}\n`, block: `/* ${content} */`, doc: `/** ${content} */\n` }
  const code = `import { after } from 'next/server'\nexport function f() {\n${comment[form]}${between}after(42)\n}\n`
  const compiler = createCompiler({ root: '/project' })
  const found = compiler.transform(code, 'lib/x.ts').diagnostics.map((one) => one.code)
  // A line separator ends a comment of one line, too, and a `--` begins its reason only by itself.
  if (/\u2028/.test(content) && form === 'line') return
  const isReasoned = /(?:^|\s)--\s+\S/.test(`${codes.join(separator)}${reason}`)
  const known = codes.filter((name) => DIAGNOSTIC_CODES.includes(name))
  const isRight = directive === 'afterword-ignore-next-line' && isReasoned
  const isSameLine = form === 'block' && between === ''
  if (!isSameLine && isRight && known.includes('invalid-task')) {
    assert.ok(!found.includes('invalid-task'), `not suppressed\n${code}`)
  }
  if (!isRight || !known.includes('invalid-task')) {
    assert.ok(found.includes('invalid-task'), `suppressed\n${code}`)
  }
  if (!isRight || known.length < codes.filter((name) => /\w/.test(name)).length) {
    assert.ok(found.includes('invalid-suppression'), `not reported\n${code}`)
  }
}

async function checkSettings([file, changes], root) {
  writeProject(root)
  writeFileSync(join(root, file), spoil(FILES[file], changes))
  const spoiled = await checkProject({ root })
  await spoiled.written
  for (const { file, message, advice } of spoiled.problems) {
    assert.ok(file !== '' && message !== '' && advice !== '')
  }
  writeFileSync(join(root, file), FILES[file])
  await assertAsEver(root)
}

async function checkCache([file, changes], root) {
  writeProject(root)
  const first = await checkProject({ root })
  await first.written
  const path = join(root, 'node_modules/.cache/afterword', file)
  if (changes === 'folder') {
    rmSync(path)
    mkdirSync(path)
  } else {
    const text = readFileSync(path, 'utf8')
    const others = { empty: '', 'other version': asOtherVersion(text) }
    writeFileSync(path, typeof changes === 'string' ? others[changes] : spoil(text, changes))
  }
  // The summaries are read where a file is another, and the result where none is.
  if (file === 'summaries') writeFileSync(join(root, 'app/page.tsx'), `${PAGE}// more\n`)
  await assertAsEver(root)
  await assertAsEver(root)
}

/** What another version wrote, whole: it knew neither findings nor what this one needs of a module. */
function asOtherVersion(text) {
  const [head] = text.split('\n', 1)
  const [version] = head.split(' ')
  const body = text
    .slice(head.length + 1)
    .replace(/"diagnostics":\[.*?\],"problems"/, '"diagnostics":[],"problems"')
    .replaceAll(/\t.*/g, '\t{"functions":[],"imports":[],"exports":[],"sites":[]}')
  const hash = createHash('sha1').update(body).digest('base64')
  return `${version.slice(0, -1)}? ${hash}\n${body}`
}

/** With whatever was kept, a check finds what one finds that keeps nothing. */
async function assertAsEver(root) {
  const [kept, fresh] = [await checkProject({ root }), await checkProject({ root, cache: false })]
  await kept.written
  assert.ok(fresh.diagnostics.length > 0)
  for (const part of ['diagnostics', 'problems', 'watched']) {
    const plain = (value) => JSON.parse(JSON.stringify(value))
    assert.deepEqual(plain(kept[part]), plain(fresh[part]), part)
  }
}

function writeProject(root) {
  // Without it there is no cache.
  mkdirSync(join(root, 'node_modules'))
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), text)
  }
}
