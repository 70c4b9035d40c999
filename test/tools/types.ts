// Each host fits the types of its tool, and a wrong option is a type error. Checked by `tsc`, not run.
import babel, { type AfterwordBabelOptions } from '@afterword/transform/babel'
import { defineConfig as defineAfterwordConfig } from '@afterword/transform/config'
import esbuild from '@afterword/transform/esbuild'
import lint from '@afterword/transform/eslint'
import withAfterword from '@afterword/transform/next'
import rolldown from '@afterword/transform/rolldown'
import rollup from '@afterword/transform/rollup'
import rspack from '@afterword/transform/rspack'
import { transform, transformSync } from '@afterword/transform/swc'
import { createTransformer } from '@afterword/transform/swc-jest'
import type { SwcLoaderOptions } from '@afterword/transform/swc-loader'
import vite from '@afterword/transform/vite'
import webpack from '@afterword/transform/webpack'
import type { TransformOptions as BabelOptions } from '@babel/core'
import type { Configuration as RspackConfiguration } from '@rspack/core'
import type { BuildOptions } from 'esbuild'
import type { Linter } from 'eslint'
import { defineConfig } from 'eslint/config'
import { defineConfig as defineConfig9 } from 'eslint-9/config'
import { defineConfig as defineOxlintConfig } from 'oxlint'
import type { InputOptions as RolldownOptions } from 'rolldown'
import type { InputOptions as RollupOptions } from 'rollup'
import type { UserConfig } from 'vite'
import type { Configuration as WebpackConfiguration } from 'webpack'

export const viteConfig: UserConfig = { plugins: [vite()] }
export const rollupOptions: RollupOptions = { plugins: [rollup()] }
export const rolldownOptions: RolldownOptions = { plugins: [rolldown()] }
export const webpackConfiguration: WebpackConfiguration = { plugins: [webpack()] }
export const rspackConfiguration: RspackConfiguration = { plugins: [rspack()] }
export const buildOptions: BuildOptions = { plugins: [esbuild()] }

export const babelOptions: BabelOptions = {
  plugins: [[babel, { sources: ['@acme/request'] } satisfies AfterwordBabelOptions]],
}
export const nextConfig: { readonly reactStrictMode: boolean } = withAfterword({
  reactStrictMode: true,
})
export const nextFunction: (phase: string) => object = withAfterword((_phase: string) => ({}))

export const flatConfig: Linter.Config[] = [lint.configs.recommended]
export const eslintConfig = defineConfig([
  lint.configs.recommended,
  { plugins: { afterword: lint }, extends: ['afterword/recommended'] },
  { settings: { afterword: { root: 'web' } }, rules: { 'afterword/eager-task': 'off' } },
])
export const eslint9Config = defineConfig9([lint.configs.recommended])
export const oxlintConfig = defineOxlintConfig({
  jsPlugins: ['@afterword/transform/eslint'],
  rules: lint.configs.recommended.rules,
})

// @ts-expect-error
lint.rules.eagerTask
// @ts-expect-error
vite({ target: 'deno' })
// @ts-expect-error
rollup({ environment: 'browser' })
// @ts-expect-error
rolldown({ sources: 'next/server' })
// @ts-expect-error
webpack({ wrap: 'all' })
// @ts-expect-error
rspack({ targets: 'next' })
// @ts-expect-error
esbuild({ appDir: 1 })
// @ts-expect-error
transform('', { afterword: { target: 'deno' } })
// @ts-expect-error
transformSync('', { afterword: { rules: { 'invalid-task': 'warning' } } })
// @ts-expect-error
createTransformer({ afterword: { sources: 'next/server' } })
// @ts-expect-error
export const loaderOptions: SwcLoaderOptions = { afterword: { runtimes: '@acme/runtime' } }
// @ts-expect-error
export const babelPluginOptions: AfterwordBabelOptions = { wrap: 'all' }
// @ts-expect-error
withAfterword({}, { target: 'next' })
// The parameters of a function have types: Next.js's build checks next.config.ts.
// @ts-expect-error
withAfterword((phase, { defaultConfig }) => ({ ...defaultConfig, env: { phase: phase.name } }))
// @ts-expect-error
withAfterword({}, { rules: { 'no-such-code': 'off' } })
// @ts-expect-error
defineAfterwordConfig({ root: 'web' })
