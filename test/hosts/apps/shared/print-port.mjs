// Prints the port that a server listens on, whose code does not say it: loaded before it.
import { Server } from 'node:net'

const { listen } = Server.prototype
Server.prototype.listen = function (...args) {
  this.once('listening', () => console.log(`port ${this.address().port}`))
  return Reflect.apply(listen, this, args)
}
