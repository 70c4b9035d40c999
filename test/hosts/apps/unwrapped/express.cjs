const { createServer } = require('node:http')
const express = require('express')
const { listen } = require('./handle.mjs')
const { printPort } = require('./shared.mjs')

const app = express()
app.use(express().use(listen))
printPort(createServer(app).listen(0, '127.0.0.1'))
