import { defineHandler } from 'nitro/h3'
import { serveFetch } from '../../shared/fetch-routes.mjs'

// Nitro's own fetch calls its routes in process.
const callRoute = (request) => fetch(request.url.slice(new URL(request.url).origin.length))

export default defineHandler((event) => serveFetch(event.req, callRoute))
