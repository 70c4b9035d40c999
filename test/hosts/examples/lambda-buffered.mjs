import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/lambda'

export const handler = withAfter(async (event) => {
  after(({ outcome }) => console.log(event.rawPath, outcome))
  return { statusCode: 200, body: 'Hello' }
})
