// What only a server has room for, Node, Deno, Bun and most edges: it is loaded there, and elsewhere
// when an error has to be reported. A Worker's code must be small.
import { findAmbientPlatform } from './ambient-platform.ts'
import { watchEnd } from './hosts/fetch-end.ts'
import { watchServerBody } from './hosts/fetch-whole.ts'
import { observe } from './observe.ts'

/** Called by the fetch host where it is there. */
export const server = {
  observe,
  findPlatform: findAmbientPlatform,
  watchBody: watchServerBody,
  watchEnd,
}
