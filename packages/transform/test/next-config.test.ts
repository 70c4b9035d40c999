import { afterEach, describe, expect, it, vi } from 'vitest'
import withAfterword from '../src/hosts/next.ts'

const GLOB = '*.{ts,tsx,js,jsx,mts,mjs,cts,cjs}'

interface Extended {
  readonly poweredByHeader?: boolean
  readonly turbopack?: { readonly root?: string; readonly rules: Record<string, unknown> }
  webpack(config: object, context: unknown): unknown
}

const extend = withAfterword as (config?: unknown, options?: object) => Extended
const ours = expect.objectContaining({
  loaders: [
    {
      loader: expect.stringMatching(/next-loader\.js$/),
      options: { options: {}, version: expect.any(String), cache: '.next/cache/afterword' },
    },
  ],
})
const createWebpackConfig = () => ({ module: { rules: [] as unknown[] }, plugins: [] as unknown[] })

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('withAfterword', () => {
  it('keeps the shape of a configuration', async () => {
    const config = { poweredByHeader: false }
    const extended = expect.objectContaining({
      ...config,
      turbopack: { rules: { [GLOB]: [ours] } },
    })
    expect(extend()).toMatchObject({ turbopack: { rules: { [GLOB]: [ours] } } })
    expect(extend(config)).toEqual(extended)
    await expect(extend(Promise.resolve(config))).resolves.toEqual(extended)

    const sync = vi.fn((_phase: string, _context: object) => config)
    const context = { defaultConfig: {} }
    const callSync = extend(sync) as unknown as typeof sync
    expect(callSync('phase-production-build', context)).toEqual(extended)
    expect(sync).toHaveBeenCalledWith('phase-production-build', context)
    const callAsync = extend(async () => config) as unknown as () => Promise<unknown>
    await expect(callAsync()).resolves.toEqual(extended)
  })

  it("comes after the rules that are there, one or a list, of the same files' glob or another", () => {
    const rule = { loaders: ['one'] }
    const turbopack = { root: '/', rules: { [GLOB]: rule, '*.svg': ['svg'] } }
    expect(extend({ turbopack }).turbopack).toEqual({
      root: '/',
      rules: { [GLOB]: [rule, ours], '*.svg': ['svg'] },
    })
    const list = extend({ turbopack: { rules: { [GLOB]: ['one', rule] } } })
    expect(list.turbopack?.rules[GLOB]).toEqual(['one', rule, ours])
  })

  it("calls the configuration's own webpack function first", () => {
    const webpack = vi.fn((config: ReturnType<typeof createWebpackConfig>, _context: object) => ({
      ...config,
      name: 'own',
    }))
    const context = { dir: '/' }
    const config = createWebpackConfig()
    const result = extend({ webpack }).webpack(config, context)
    expect(webpack).toHaveBeenCalledWith(config, context)
    expect(result).toMatchObject({ name: 'own', module: { rules: [{ enforce: 'pre' }] } })
    expect(extend({ webpack: null }).webpack(config, context)).toBe(config)
    expect(extend({ webpack: () => undefined }).webpack(config, context)).toBe(undefined)
  })

  it('leaves Next.js its refusal of Turbopack where webpack alone is configured', () => {
    vi.stubEnv('TURBOPACK', 'auto')
    const webpack = () => {}
    expect(extend({ webpack })).not.toHaveProperty('turbopack')
    expect(extend({ webpack, turbopack: {} })).toHaveProperty('turbopack')
    vi.stubEnv('TURBOPACK', '1')
    expect(extend({ webpack })).toHaveProperty('turbopack')
  })

  it('hands its options on as plain data', () => {
    const { turbopack } = extend({}, { appDir: 'src/app', sources: undefined })
    const loaders = JSON.stringify(turbopack?.rules)
    expect(loaders).toContain('"options":{"appDir":"src/app"}')
  })

  it('refuses a wrong option where it is given', () => {
    expect(() => extend({}, { rulez: {} })).toThrow('there is no option "rulez"')
    // @ts-expect-error: Next.js says for what it builds
    expect(() => withAfterword({}, { target: 'runtime' })).toThrow('"target"')
  })
})
