import { Recommendation } from '~server/similar/domain/recommendation'
import type { TasteView } from '~server/taste/domain/view'
import type { TestServer } from '../../setup/server'

/** The least of a browser: it keeps the cookies it is given and says where it comes from. */
export function openBrowser(server: TestServer) {
  let cookie: string | null = null
  const given: string[] = []
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('origin', server.url)
    if (cookie !== null) headers.set('cookie', cookie)
    const response = await fetch(server.url + path, { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      given.push(line)
      cookie = line.split(';')[0] ?? null
    }
    return response
  }
  const ask = async (procedure: string, input?: unknown): Promise<unknown> => {
    const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
    const response = await send(`/api/trpc/${procedure}${query}`)
    const body = (await response.json()) as { result?: { data: unknown } }
    if (!response.ok || !body.result) throw new Error(`${procedure}: ${JSON.stringify(body)}`)
    return body.result.data
  }
  return {
    send,
    /** Sends a form as a browser without JavaScript does. */
    submit: (fields: Record<string, string>) =>
      send('/taste', { method: 'POST', body: new URLSearchParams({ back: '/taste', ...fields }) }),
    similar: async (id: string, more: object = {}) =>
      Recommendation.parse(await ask('similar.find', { id, k: 20, ...more })),
    taste: async () => (await ask('taste.get')) as TasteView,
    /** Set-Cookie lines so far. */
    given,
    cookie: () => cookie,
    setCookie: (value: string | null) => {
      cookie = value
    },
  }
}
