import fc from 'fast-check'
import picomatch from 'picomatch'
import { describe, expect, it } from 'vitest'
import { listPatterns, matchMembers } from '../../src/project/workspace.ts'

describe('members of a workspace', () => {
  const name = fc.constantFrom('apps', 'web', '@acme', 'ui-kit', '.tools', 'a.b')
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
  const pattern = fc.oneof(
    path,
    path.map((folder) => `${folder}/*`),
    path.map((folder) => `${folder}/**`),
    path.map((folder) => `*/${folder}`),
    fc.constantFrom('{apps,web}/*', '**', '*', 'apps/w?b'),
  )

  it('are those that picomatch finds', () => {
    fc.assert(
      fc.property(fc.array(pattern), fc.array(pattern), path, (wanted, without, folder) => {
        const expected = wanted.length > 0 && picomatch(wanted, { ignore: without })(folder)
        const isMember = matchMembers([...wanted, ...without.map((entry) => `!${entry}`)])
        expect(isMember(folder)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it.each<[string, object | undefined, string | null, string[]]>([
    ['npm', { workspaces: ['apps/*'] }, null, ['apps/*']],
    ['Yarn', { workspaces: { packages: ['apps/*', 1] } }, null, ['apps/*']],
    [
      'pnpm',
      undefined,
      'packages:\n- apps/*\n-   "b"   # why\n\n# c\n  - \'!d\'\nother:\n  - e\n',
      ['apps/*', 'b', '!d'],
    ],
    ['pnpm, in brackets', undefined, 'packages: [ "a/*", b ]\n', ['a/*', 'b']],
    ['none', {}, 'onlyBuiltDependencies:\n  - sharp\n', []],
  ])('are written by %s', (_, manifest, pnpm, patterns) => {
    expect(listPatterns(manifest, pnpm)).toEqual(patterns)
  })
})
