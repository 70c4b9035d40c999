import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/lambda'

export const handler = awslambda.streamifyResponse(
  withAfter(async (event, responseStream) => {
    after(({ outcome }) => console.log(event.rawPath, outcome))
    awslambda.HttpResponseStream.from(responseStream, { statusCode: 200 }).end('Hello')
  }),
)
