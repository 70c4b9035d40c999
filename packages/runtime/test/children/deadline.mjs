// A task with a long deadline, on a process that has nothing else to do.
import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

withAfter(() => {
  after(() => {
    console.log('started')
    return new Promise(() => {})
  })
  return new Response(null)
})(new Request('http://test/'))
