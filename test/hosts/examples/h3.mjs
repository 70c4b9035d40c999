import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'
import { H3, serve } from 'h3'

const app = new H3()
app.get('/', (event) => {
  after(({ outcome }) => console.log(event.url.pathname, outcome))
  return 'Hello'
})
serve(withAfter(app), { port: process.env.PORT ?? 3000 })
