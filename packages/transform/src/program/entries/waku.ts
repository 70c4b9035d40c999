/** Waku's file router (waku@0.27, router/fs-router): components below `src/pages`, API routes below its `api`. */
import type { App } from '../apps.ts'
import { createEntryFile, type EntryFile, METHODS, pathBelow } from './convention.ts'

export function readWakuFile(path: string, { extensions }: App): EntryFile | null {
  const page = pathBelow(path, ['src/pages'], extensions)
  const segments = page?.split('/')
  if (page === null || segments?.some((segment) => /^_(components|hooks)$/.test(segment))) {
    return null
  }
  if (segments?.[0] === 'api' || segments?.[0] === '_api') {
    return createEntryFile(`/${page}`, 'route', ['default', ...METHODS])
  }
  const route = `/${page.replace(/(^|\/)(index|_layout|_root|_part[^/]*)$/, '')}`
  return createEntryFile(segments?.[0] === '_slices' ? null : route, 'render', ['default'])
}
