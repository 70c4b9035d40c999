// What Bun and Deno serve by themselves: a default export.
import { Hono } from 'hono'
import { handle } from './handle.mjs'

const app = new Hono().get('/', (c) => handle(c.req.raw)).get('/end', (c) => handle(c.req.raw))
export default app
