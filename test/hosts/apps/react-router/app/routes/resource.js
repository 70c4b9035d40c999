import { serveFetch } from '../../../shared/fetch-routes.mjs'

export function loader({ request }) {
  return serveFetch(request, (inner) => globalThis.appHandler(inner))
}
