import { listenSrvx } from '../shared/listen-srvx.mjs'
import app from './dist/server/server.js'

await listenSrvx(app.fetch)
