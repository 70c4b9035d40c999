import { after } from '@afterword/runtime'
import { withAfter } from '@afterword/runtime/fetch'

export default withAfter({
  fetch(request) {
    after(({ outcome }) => console.log(new URL(request.url).pathname, outcome))
    return new Response('Hello')
  },
})
