import { DomainError } from '../domain/errors'
import { isShortLinkHost, SHORT_LINK_HOSTS, WEB_HOSTS } from '../domain/links/spotify-hosts'
import type { GuardedGet } from './guarded-get'
import { OutgoingFault } from './outgoing-fault'

type Options = {
  get: GuardedGet
  /** Base of a look-alike on this machine, which has every short host below it; null for the real ones. */
  lookAlike: string | null
  timeoutMs?: number
}
export type FollowShortLink = (url: string, signal: AbortSignal) => Promise<string>

const MAX_HOPS = 4
const TIMEOUT_MS = 4000
/** Spotify's short links show mobile and unknown agents a page; one that names curl is sent on. */
const USER_AGENT = 'Segue (self-hosted music recommendations; takes redirects like curl)'
const BY_HAND = 'Open the link in a browser and paste the address it leads to.'

/**
 * Where one of Spotify's short links leads: an address of open.spotify.com, which is read out of the redirect and not
 * asked for. Every hop is https to a host of Spotify's short links, four at most, all within four seconds. Throws
 * LINK_NOT_RECOGNISED where there is no such link, LINK_UNSUPPORTED where it leads elsewhere, SPOTIFY_UNREACHABLE.
 */
export function createFollowShortLink({ get, lookAlike, timeoutMs = TIMEOUT_MS }: Options): FollowShortLink {
  const destination =
    lookAlike === null
      ? { hosts: SHORT_LINK_HOSTS, lookAlike: null }
      : { hosts: [], lookAlike: new URL(lookAlike).origin }
  const toAddress = (url: URL) =>
    lookAlike === null ? url.href : `${lookAlike}/${url.hostname}${url.pathname}${url.search}`

  async function findNext(url: URL, msLeft: number, signal: AbortSignal): Promise<URL> {
    const { status, headers } = await get(toAddress(url), {
      destination,
      accept: 'text/html',
      types: [],
      maxBytes: 0,
      timeoutMs: msLeft,
      headOnly: true,
      userAgent: USER_AGENT,
      signal,
    })
    if (status === 404 || status === 410) {
      throw new DomainError('LINK_NOT_RECOGNISED', 'Spotify does not know this short link.')
    }
    if (status >= 500 || status === 429) throw toUnreachable()
    const { location } = headers
    if (status < 300 || status >= 400 || location === undefined || !URL.canParse(location, url.href)) {
      throw new DomainError('LINK_UNSUPPORTED', 'Spotify does not say where this short link leads.', {
        hint: BY_HAND,
      })
    }
    return new URL(location, url.href)
  }

  return async (text, signal) => {
    const deadline = performance.now() + timeoutMs
    let url = new URL(text)
    try {
      for (let hop = 0; hop < MAX_HOPS; hop++) {
        url = await findNext(url, Math.max(1, deadline - performance.now()), signal)
        const isPlain = url.protocol === 'https:' && url.port === '' && url.username === ''
        if (isPlain && WEB_HOSTS.has(url.hostname)) return url.href
        if (!isPlain || !isShortLinkHost(url.hostname)) {
          throw new DomainError('LINK_UNSUPPORTED', 'This short link leads away from Spotify.')
        }
      }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof OutgoingFault) throw toUnreachable(error)
      throw error
    }
    throw new DomainError('LINK_UNSUPPORTED', 'This short link leads from one to the next without an end.')
  }
}

function toUnreachable(cause?: unknown): DomainError {
  return new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s short links do not answer.', {
    hint: BY_HAND,
    cause,
  })
}
