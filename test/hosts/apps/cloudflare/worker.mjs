// A module worker, as workerd loads it.
import { withAfter } from '@afterword/runtime/cloudflare'
import { cancelTwice, serveFetch } from '../shared/fetch-routes.mjs'

const worker = withAfter({
  fetch: (request, _env, _ctx) => serveFetch(request, worker.fetch),
})
export default { fetch: cancelTwice(worker.fetch) }
