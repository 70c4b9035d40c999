import { describe, expect, it } from 'vitest'
import { listAssigned } from '../../src/project/assigned.ts'

const IMPORT = `import { service } from './service'\n`

describe('listAssigned', () => {
  it.each([
    ['service.run = later', ['run']],
    ['service.run ??= later', ['run']],
    ['Service.prototype.run = later', ['run']],
    ['[service.run, service.stop] = [later, later]', ['run', 'stop']],
    ['({ run: service.run } = members)', ['run']],
    ['if (service.run === later || service.stop == later) log()', []],
    ['list.map((service) => service.run)', []],
  ])('finds the names that %s assigns', (code, names) => {
    const found = listAssigned(IMPORT + code)
    expect([...found.names]).toEqual(names)
    expect(found.isAny).toBe(false)
  })

  it.each([
    'service[name] = later',
    'Object.assign(service, members)',
    'Object.assign((service as Members).prototype, members)',
    "Reflect.set(service, 'run', later)",
    "Object.defineProperty(service, 'run', { value: later })",
  ])('says that %s may assign any', (code) => {
    expect(listAssigned(IMPORT + code).isAny).toBe(true)
  })

  it.each(['kept[name] = service', 'Object.assign(kept, service)', 'Object.assign({}, service)'])(
    'leaves out %s, which the module has itself',
    (code) => {
      expect(listAssigned(`${IMPORT}const kept = {}\n${code}`).isAny).toBe(false)
    },
  )
})
