import { gracefulShutdown } from '@afterword/runtime/node'
import express from 'express'
import { takeOrder } from './orders.js'

const app = express()
app.use(express.json())

app.post('/orders', async (request, response) => {
  response.status(201).json(await takeOrder(request.body.item))
})

const server = app.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${server.address().port}`)
})
gracefulShutdown(server)
