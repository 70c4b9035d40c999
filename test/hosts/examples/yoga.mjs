import http from 'node:http'
import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/node'
import { createSchema, createYoga } from 'graphql-yoga'

const typeDefs = 'type Query { hello: String }'
const resolvers = {
  Query: {
    hello() {
      after(({ outcome }) => console.log('hello', outcome))
      return 'Hello'
    },
  },
}
const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }) })
const server = http.createServer(withAfter(yoga))
server.listen(process.env.PORT ?? 3000)
