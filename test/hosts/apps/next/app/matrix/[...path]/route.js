import { toResponse } from '../../../../shared/fetch-routes.mjs'
import { runRoute } from '../../../../shared/routes.mjs'

export const dynamic = 'force-dynamic'

export async function GET({ url }) {
  return toResponse(await runRoute(url.replace('/matrix/', '/')))
}
