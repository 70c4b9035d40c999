// What the suite needs of every server.
import { cancelTwice } from '../../shared/fetch-routes.mjs'
import { surviveErrors } from '../../shared/listen.mjs'

export default function suite(nitroApp) {
  surviveErrors()
  nitroApp.fetch = cancelTwice(nitroApp.fetch)
}
