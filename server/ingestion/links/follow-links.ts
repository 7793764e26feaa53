import { DomainError } from '../../domain/errors'
import type { FullRef } from '../../domain/links/track-ref'
import { parseSpotifyRef, type SpotifyRef } from '../../domain/spotify-ref'

export type FollowDeps = {
  /** Where a short link leads; null where they are not followed. */
  followShortLink: ((url: string, signal: AbortSignal) => Promise<string>) | null
}
export type FollowRef = (ref: SpotifyRef, signal: AbortSignal) => Promise<FullRef>

/** So many different short links of one request, list or file are followed. */
export const MAX_SHORT_LINKS = 100

/**
 * A function that follows short links for one request, list or file: each once, MAX_SHORT_LINKS different ones at most;
 * any other reference it gives back. It throws LINK_UNSUPPORTED where short links are not followed, where there are more,
 * or where one leads to another, and what following and parsing throw.
 */
export function createFollower({ followShortLink }: FollowDeps): FollowRef {
  const known = new Map<string, Promise<FullRef>>()
  return (ref, signal) => {
    if (ref.kind !== 'short-link') return Promise.resolve(ref)
    const before = known.get(ref.url)
    if (before) return before
    const full = known.size < MAX_SHORT_LINKS ? follow(followShortLink, ref.url, signal) : tooMany()
    if (known.size < MAX_SHORT_LINKS) known.set(ref.url, full)
    return full
  }
}

async function follow(
  followShortLink: FollowDeps['followShortLink'],
  url: string,
  signal: AbortSignal,
): Promise<FullRef> {
  const ref = followShortLink && parseSpotifyRef(await followShortLink(url, signal))
  if (ref && ref.kind !== 'short-link') return ref
  throw new DomainError('LINK_UNSUPPORTED', 'Short links are not opened here.', {
    hint: 'Open the link in a browser and paste the address it leads to.',
  })
}

function tooMany(): Promise<never> {
  return Promise.reject(
    new DomainError(
      'LINK_UNSUPPORTED',
      `More than ${String(MAX_SHORT_LINKS)} different short links are not followed at once.`,
      { hint: 'Give the others later, or as the addresses they lead to.' },
    ),
  )
}
