import { DomainError } from '../../domain/errors'
import { readTrackRef, type FullRef } from '../../domain/links/track-ref'
import { createFollower, type FollowDeps } from './follow-links'

/** Short links that are followed at the same time. */
const AT_ONCE = 4

/**
 * What each text names, in their order, with short links followed; a bare id is a track's. Nothing is looked up or
 * stored. Throws what parsing and following throw; a text that is no link at all is told before any link is followed.
 */
export async function resolveLinks(
  deps: FollowDeps,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<FullRef[]> {
  const refs = texts.map((text) => {
    const ref = readTrackRef(text)
    if (ref instanceof DomainError) throw ref
    return ref
  })
  const follow = createFollower(deps)
  const full: FullRef[] = []
  for (let at = 0; at < refs.length; at += AT_ONCE) {
    signal.throwIfAborted()
    full.push(...(await Promise.all(refs.slice(at, at + AT_ONCE).map((ref) => follow(ref, signal)))))
  }
  return full
}
