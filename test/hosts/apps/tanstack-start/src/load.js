import { createServerFn } from '@tanstack/react-start'
import { getRequest } from '@tanstack/react-start/server'
import { runLoader } from '../../shared/loaders.mjs'

/** The page's data; called in process while the page is rendered on the server. */
export const load = createServerFn().handler(() => runLoader(getRequest().url))
