import { listenSrvx } from '../shared/listen-srvx.mjs'

process.env.NODE_ENV = 'production'
const { default: app } = await import('./dist/rsc/index.js')
await listenSrvx(app.fetch)
