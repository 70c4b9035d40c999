import { POST } from './app/api/event/route.ts'
import Page from './app/page.ts'
import { tellErrors } from './lib/errors.ts'

tellErrors()

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    return pathname === '/api/event' ? POST(request) : Response.json(await Page())
  },
}
