// A server on a runtime that raises signals from another thread, as Deno does: `process.kill` comes back
// before, and nothing that a process would wait for is left.
import http from 'node:http'
import { gracefulShutdown, withAfter } from '@afterword/runtime/node'

const kill = process.kill.bind(process)
process.kill = (...args) => setTimeout(() => kill(...args), 100).unref()

const server = http.createServer(withAfter((_req, res) => res.end()))
gracefulShutdown(server)
server.listen(0, '127.0.0.1', () => kill(process.pid, 'SIGTERM'))
