import { after } from '@afterword/runtime'
import { afterMiddleware } from '@afterword/runtime/node'
import express from 'express'

const app = express()
app.use(afterMiddleware())
app.get('/', (req, res) => {
  after(({ outcome }) => console.log(req.url, outcome))
  res.send('Hello')
})
app.listen(process.env.PORT ?? 3000)
