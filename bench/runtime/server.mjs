// A server in a process of its own, under load from another: node server.mjs <listener>
// It says its port and then answers each question with the CPU it has used and the tasks it has run.
import { createServer } from 'node:http'
import { counter, createListener } from './listeners.mjs'

const server = createServer(await createListener(process.argv[2]))
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send({ cpu: user + system, tasks: counter.tasks })
})
process.on('disconnect', () => process.exit())
