// Runs Server Functions: called by id from a browser with JavaScript, or by a plain form post.
import {
  createTemporaryReferenceSet,
  decodeAction,
  decodeFormState,
  decodeReply,
  loadServerAction,
} from '@vitejs/plugin-rsc/rsc/server'
import { errorDocument, methodNotAllowed } from './answer.ts'
import { readAnswer } from './digest.ts'
import { ACTION_HEADER, LOCATION_HEADER, type Payload } from './payload.ts'

/** What a Server Function leaves for the render of its page, which follows in the same response. */
export interface ActionOutcome extends Pick<Payload, 'returned' | 'formState'> {
  readonly status: number
  readonly temporaryReferences?: unknown
}

/** Runs the Server Function a POST asks for; a Response ends the request without a render. */
export async function runAction(request: Request): Promise<ActionOutcome | Response> {
  // A page of another site must not call our functions with our visitor's cookies.
  const origin = request.headers.get('origin')
  if (origin !== null && origin !== new URL(request.url).origin) return errorDocument(403)
  const id = request.headers.get(ACTION_HEADER)
  return id === null ? runFormAction(request) : runActionById(id, request)
}

async function runActionById(id: string, request: Request): Promise<ActionOutcome | Response> {
  const action = await loadServerAction(id).catch(() => undefined)
  if (action === undefined) return errorDocument(404)
  const temporaryReferences = createTemporaryReferenceSet()
  const args = await readArguments(request, temporaryReferences)
  if (args === undefined) return errorDocument(400)
  try {
    const value = await action.apply(null, args)
    return { status: 200, returned: { type: 'value', value }, temporaryReferences }
  } catch (error) {
    const answer = readAnswer(error)
    if (answer?.type === 'redirect') {
      return new Response(null, { status: 204, headers: { [LOCATION_HEADER]: answer.location } })
    }
    const returned = { type: 'error', error } as const
    return { status: answer?.status ?? 500, returned, temporaryReferences }
  }
}

async function readArguments(request: Request, temporaryReferences: unknown) {
  const isForm = request.headers.get('content-type')?.startsWith('multipart/form-data')
  try {
    const body = isForm ? await request.formData() : await request.text()
    return await decodeReply(body, { temporaryReferences })
  } catch {
    return undefined
  }
}

async function runFormAction(request: Request): Promise<ActionOutcome | Response> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) {
    return methodNotAllowed('GET, HEAD')
  }
  const form = await request.formData().catch(() => undefined)
  if (form === undefined) return errorDocument(400)
  const action = await findFormAction(form)
  if (action === undefined) return errorDocument(404)
  try {
    return { status: 200, formState: await decodeFormState(await action(), form) }
  } catch (error) {
    const answer = readAnswer(error)
    if (answer?.type !== 'redirect') throw error
    // 303: the browser follows with a GET, where a 307 would post the form again.
    return new Response(null, { status: 303, headers: { location: answer.location } })
  }
}

/** The function a form names, with its bound arguments; undefined where it names none we have. */
async function findFormAction(form: FormData): Promise<(() => unknown) | undefined> {
  try {
    return (await decodeAction(form)) ?? undefined
  } catch {
    return undefined // an id of an older build, or none at all
  }
}
