import { isDomainError } from '../../domain/errors'
import { UNKNOWN_ARTIST, UNTITLED } from '../../domain/track'
import type { FileEvent } from '../files/import-file'
import type { Row } from '../files/import-rows'
import { NOT_A_TRACK } from '../../domain/track-lines/track-line'
import { createFollower, type FollowDeps, type FollowRef } from './follow-links'

/** Short links that are followed at the same time. */
const AT_ONCE = 4

/**
 * The rows of a file with their short links followed, each once and MAX_SHORT_LINKS at most. A row whose link leads to
 * no track, or is not followed, keeps its title and artist, and the link counts as not understood; without them it is
 * skipped with the reason.
 */
export async function* followInFile(
  deps: FollowDeps,
  events: AsyncIterable<readonly FileEvent[]>,
  signal: AbortSignal,
): AsyncGenerator<readonly FileEvent[]> {
  const follow = createFollower(deps)
  for await (const block of events) {
    const followed = new Map<FileEvent, FileEvent>()
    const short = block.filter((event) => event.kind === 'row' && event.row.shortLink !== undefined)
    for (let at = 0; at < short.length; at += AT_ONCE) {
      const some = short.slice(at, at + AT_ONCE)
      const done = await Promise.all(some.map((event) => followEvent(follow, event, signal)))
      some.forEach((event, i) => followed.set(event, done[i] ?? event))
    }
    yield followed.size === 0 ? block : block.map((event) => followed.get(event) ?? event)
  }
}

async function followEvent(follow: FollowRef, event: FileEvent, signal: AbortSignal): Promise<FileEvent> {
  if (event.kind !== 'row' || event.row.shortLink === undefined) return event
  const { shortLink: url, ...row } = event.row
  const found = await findTrack(follow, url, signal)
  if ('id' in found) return { kind: 'row', row: { ...row, track: { ...row.track, spotifyId: found.id } } }
  if (!isNamed(row)) return { kind: 'skipped', line: row.line, name: url, reason: found.reason }
  return {
    kind: 'row',
    row: { ...row, unread: [...(row.unread ?? []), { column: 'short link', value: url }] },
  }
}

async function findTrack(
  follow: FollowRef,
  url: string,
  signal: AbortSignal,
): Promise<{ id: string } | { reason: string }> {
  try {
    const ref = await follow({ kind: 'short-link', url }, signal)
    return ref.kind === 'track' ? { id: ref.id } : { reason: NOT_A_TRACK }
  } catch (error) {
    signal.throwIfAborted()
    if (!isDomainError(error)) throw error
    return { reason: `${error.message} ${error.hint}` }
  }
}

const isNamed = ({ track }: Row): boolean =>
  track.name !== UNTITLED && track.artists[0]?.name !== UNKNOWN_ARTIST
