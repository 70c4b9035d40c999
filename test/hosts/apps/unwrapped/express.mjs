import express from 'express'
import { listen } from './handle.mjs'
import { printPort } from './shared.mjs'

const app = express()
// Settings count until the first middleware is there.
app.set('strict routing', true)
app.get(['/', '/end'], listen)
app.get('/strict', (_request, response) => response.end())
printPort(app.listen(0, '127.0.0.1'))
