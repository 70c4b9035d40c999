import { listenSrvx } from '../shared/listen-srvx.mjs'
import app from './dist/rsc/index.js'

await listenSrvx(app.fetch)
