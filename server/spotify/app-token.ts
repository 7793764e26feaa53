import { DomainError } from '../domain/errors'
import { toAccountsError } from './errors'
import { TokenBody } from './schemas'

/** Where access tokens come from: the app's own, or a signed-in user's. */
export type AccessTokens = {
  get: (signal?: AbortSignal) => Promise<string>
  /** A token in place of `stale`, which Spotify refused; one refresh however many ask at once. */
  refresh: (stale: string, signal?: AbortSignal) => Promise<string>
}

type Options = {
  accountsUrl: string
  clientId: string
  clientSecret: string
  fetch: typeof fetch
  timeoutMs: number
  now?: () => number
}

/** A token is renewed this long before it ends, so that a request under way does not outlive it. */
const EARLY_MS = 60_000

/**
 * The app's own access token (client credentials grant, RFC 6749 section 4.4): fetched when needed, kept until a
 * minute before it ends, asked for once however many requests wait for it.
 */
export function createAppToken(options: Options): AccessTokens {
  const now = options.now ?? Date.now
  let kept: { token: string; endsAt: number } | null = null
  let pending: Promise<string> | null = null

  async function request(): Promise<string> {
    const response = await askForToken(options)
    const text = await response.text().catch(() => '')
    if (!response.ok) throw toAccountsError(response.status, text)
    const body = TokenBody.safeParse(parseJson(text))
    if (!body.success) {
      throw new DomainError('SPOTIFY_BAD_ANSWER', 'Spotify’s sign-in service gave no token that can be used.')
    }
    kept = { token: body.data.access_token, endsAt: now() + body.data.expires_in * 1000 - EARLY_MS }
    return kept.token
  }

  const get = async () => {
    if (kept && kept.endsAt > now()) return kept.token
    pending ??= request().finally(() => (pending = null))
    return pending
  }

  return {
    get,
    refresh(stale) {
      if (kept?.token === stale) kept = null
      return get()
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function askForToken({
  accountsUrl,
  clientId,
  clientSecret,
  fetch,
  timeoutMs,
}: Options): Promise<Response> {
  try {
    return await fetch(`${accountsUrl}/api/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    throw new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s sign-in service does not answer.', {
      cause: error,
    })
  }
}
