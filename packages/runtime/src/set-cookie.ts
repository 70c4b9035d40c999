// A Response with cookies added: a copy, never the application's own.

/** The response with `Set-Cookie` lines added, in a copy where there are any. */
export function appendCookies(response: Response, lines: readonly string[]): Response {
  // Response.error() and protocol switches cannot be copied, and carry no cookies.
  if (lines.length === 0 || response.status < 200) return response
  let copy = copyResponse(response)
  for (const line of lines) {
    try {
      copy.headers.append('set-cookie', line)
    } catch {
      // A clone keeps its headers as they were: those of Response.redirect() cannot be written.
      copy = new Response(copy.body, copy)
      copy.headers.append('set-cookie', line)
    }
  }
  return copy
}

/**
 * The application may give the same Response to the next visitor, who must not get this one's
 * cookies: without a body it can be sent again, and to HEAD with one.
 */
function copyResponse(response: Response): Response {
  if (response.bodyUsed || 'Bun' in globalThis) {
    // In Bun a look at `body` would make it a stream for good, and a clone costs nothing.
    return response.bodyUsed ? new Response(null, response) : response.clone()
  }
  return new Response(response.body?.locked ? null : response.body, response)
}
