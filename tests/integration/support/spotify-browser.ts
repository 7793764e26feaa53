import type { TestServer } from '../../setup/server'

/**
 * A browser that keeps every cookie, follows a sign-in through the accounts service by hand, and has no JavaScript.
 * Cookies belong to this instance; the accounts service gets none.
 */
export function openSpotifyBrowser(server: TestServer) {
  const cookies = new Map<string, string>()
  const given: string[] = []

  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('origin', server.url)
    if (cookies.size > 0) {
      headers.set('cookie', Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '))
    }
    const response = await fetch(new URL(path, server.url), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      given.push(line)
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  /** The address of the consent page, as Segue sends the browser there. */
  const begin = async (back = '/me'): Promise<URL> => {
    const answer = await send(`/auth/spotify?${new URLSearchParams({ back }).toString()}`)
    if (answer.status !== 302) throw new Error(`${String(answer.status)}: ${await answer.text()}`)
    return new URL(answer.headers.get('location') ?? '')
  }
  /** What the consent page sends the browser back to once its form is sent. */
  const decide = async (consent: URL, decision: 'agree' | 'cancel', user = 'mirela'): Promise<string> => {
    const form = new URLSearchParams(consent.searchParams)
    form.set('user', user)
    form.set('decision', decision)
    const answer = await fetch(consent.origin + consent.pathname, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    })
    return answer.headers.get('location') ?? ''
  }
  return {
    send,
    begin,
    decide,
    /** Signs in and gives the answer that ends it. */
    signIn: async (user?: string, back?: string) => send(await decide(await begin(back), 'agree', user)),
    submit: (path: string, fields: Record<string, string>) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields) }),
    query: async (procedure: string, input?: unknown): Promise<unknown> => {
      const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
      const response = await send(`/api/trpc/${procedure}${query}`)
      const body = (await response.json()) as { result?: { data: unknown } }
      if (!response.ok || !body.result) throw new Error(`${procedure}: ${JSON.stringify(body)}`)
      return body.result.data
    },
    cookies,
    given,
  }
}
