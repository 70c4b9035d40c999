// The server of a shutdown: writes down, at once and in order, what it accepts, takes on and finishes.
// Arguments: host, seed, file.
import { openSync, writeSync } from 'node:fs'
import { after } from '@afterword/runtime'
import { gracefulShutdown } from '@afterword/runtime/node'
import { listen } from './hosts.mjs'
import { planShutdown, planWork } from './shutdown.mjs'

const [host, seedText, path] = process.argv.slice(2)
const seed = Number(seedText)
const { limit } = planShutdown(seed)
const file = openSync(path, 'w')
const tell = (word, rest) => writeSync(file, `${word} ${rest}\n`)
const wait = (time) =>
  new Promise((resolve) => {
    if (time !== Infinity) setTimeout(resolve, time)
  })

function schedule(name, { time, nested, isPromise }) {
  const work = async () => {
    await wait(time)
    if (nested !== null) schedule(`${name}.nested`, { time: nested, nested: null })
    tell('done', name)
  }
  tell('task', name)
  after(isPromise ? work() : work, { name })
}

class Work {
  constructor(number) {
    this.number = number
    this.plan = planWork(seed, number)
  }

  begin() {
    tell('seen', this.number)
    for (const [index, task] of this.plan.tasks.entries()) schedule(`${this.number}.${index}`, task)
  }

  async answerNode(response) {
    this.begin()
    if (this.plan.isStream) response.write('first')
    await wait(this.plan.answer)
    tell('answered', this.number)
    response.end('last')
  }

  async answerWeb() {
    this.begin()
    if (!this.plan.isStream) {
      await wait(this.plan.answer)
      tell('answered', this.number)
      return new Response('last')
    }
    const parts = [
      async () => 'first',
      async () => {
        await wait(this.plan.answer)
        tell('answered', this.number)
        return 'last'
      },
    ]
    return new Response(
      new ReadableStream({
        async pull(controller) {
          const part = parts.shift()
          if (part) controller.enqueue(new TextEncoder().encode(await part()))
          else controller.close()
        },
      }),
    )
  }
}

const server = await listen(host, (number, create) => {
  const { response } = create(null, number, null)
  const work = new Work(number)
  return response ? work.answerNode(response) : work.answerWeb()
})
gracefulShutdown(server, {
  timeout: limit,
  // A busy machine may hold up the second signal for longer than it takes by default to be another one.
  repeatWindow: 60_000,
  onReport: (report) => tell('report', JSON.stringify(report)),
})
process.stdout.write(`${server.address().port}\n`)
