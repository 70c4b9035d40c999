// Routes of another application, which a default export alone does not make a server.
import { Hono } from 'hono'

const routes = new Hono()
routes.get('/throw', () => {
  throw new Error('in a route')
})
export default routes
