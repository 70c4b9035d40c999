import http from 'node:http'
import { sendExpress } from './send.mjs'
import { listen } from '../shared/listen.mjs'
import { runRoute } from '../shared/routes.mjs'

import { afterMiddleware } from '@afterword/runtime/node'
import express from 'express'

const app = express()
app.use(afterMiddleware())
app.get('/{*path}', async (req, res) => {
  sendExpress(req, res, await runRoute(req.url))
})

listen(http.createServer(app))
