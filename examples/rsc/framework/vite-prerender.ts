// The build's last step: runs the built server's prerenderStatic() and writes its pages to disk.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

/** Writes static pages to dist/static, each as <path>.html. */
export function prerenderPages(): Plugin {
  return {
    name: 'example:prerender-pages',
    apply: 'build',
    buildApp: {
      order: 'post',
      async handler({ config }) {
        const entry = resolve(config.root, config.environments.rsc!.build.outDir, 'index.js')
        const { prerenderStatic } = await import(pathToFileURL(entry).href)
        const target = resolve(config.root, 'dist/static')
        await rm(target, { recursive: true, force: true })
        for await (const page of prerenderStatic()) {
          const file = join(target, page.path === '/' ? 'index.html' : `${page.path}.html`)
          await mkdir(dirname(file), { recursive: true })
          await writeFile(file, page.html)
          config.logger.info(`prerendered ${page.path}`)
        }
      },
    },
  }
}
