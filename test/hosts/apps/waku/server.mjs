// As the dist/serve-node.js that Waku writes, but for the port it says.
import { createAdaptorServer } from '@hono/node-server'
import { cancelTwice } from '../shared/fetch-routes.mjs'
import { listen } from '../shared/listen.mjs'
import { INTERNAL_runFetch } from './dist/server/index.js'

const fetch = (request, ...rest) => INTERNAL_runFetch(process.env, request, ...rest)
listen(createAdaptorServer({ fetch: cancelTwice(fetch) }))
