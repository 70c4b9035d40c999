import { expect, it } from 'vitest'
import {
  joinStamps,
  readStamps,
  shareStamps,
  takeSomeStamps,
  takeStamps,
  writeStamps,
} from '../../src/project/stamps.ts'
import { writeTree } from './support.ts'

it('what threads stamp in portions is what one stamps at once', () => {
  const paths = Array.from({ length: 150 }, (_, index) => `${index}.ts`)
  const root = writeTree(Object.fromEntries(paths.map((path) => [path, `// ${path}`])))
  const stamped = { root, paths: [...paths, 'missing.ts'], begin: Number.POSITIVE_INFINITY }
  const shared = shareStamps(stamped.paths.length)
  let portions = 0
  while (takeSomeStamps(shared, stamped)) portions += 1
  expect(portions).toBe(3)
  expect(shared.stamps).toEqual(takeStamps(stamped))
})

it('what is kept as a text is read as it was, a stamp that is never the same again too', () => {
  const stamps = joinStamps(Float64Array.of(1795347678875.625, 12), Float64Array.of(Number.NaN, 0))
  expect(readStamps(writeStamps(stamps))).toEqual(stamps)
  expect(writeStamps(stamps.subarray(2))).toBe(writeStamps(Float64Array.of(Number.NaN, 0)))
})
