/** A fetch that gives prepared answers, and what Spotify's answers look like, for tests of the client. */

type Answer = Response | Error | ((request: Request) => Promise<Response>)

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

/** Gives `answers` in order and remembers what was asked; one too many is an error of the test. */
export function answering(...answers: Answer[]) {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    requests.push(request)
    const answer = answers.shift()
    if (answer === undefined) throw new Error(`nothing was prepared for ${request.url}`)
    if (answer instanceof Error) throw answer
    return typeof answer === 'function' ? answer(request) : answer
  }
  return { fetch, requests, left: () => answers.length }
}

/** Never answers; ends as fetch does when its signal aborts. */
export const silence = (request: Request): Promise<Response> =>
  new Promise((_resolve, reject) => {
    request.signal.addEventListener('abort', () => reject(request.signal.reason as Error), { once: true })
  })

/** A body that breaks off after `text`. */
export function broken(text: string): Response {
  const chunks = [new TextEncoder().encode(text)]
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift()
      if (chunk) controller.enqueue(chunk)
      else controller.error(new TypeError('terminated'))
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/json' } })
}
