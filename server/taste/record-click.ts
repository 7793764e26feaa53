import { DomainError } from '../domain/errors'
import type { ClickKind } from './domain/click'
import type { NewClick } from '../catalog/ports'

export type RecordClickDeps = {
  clicks: {
    add: (click: NewClick, keep: number) => Promise<string>
    countSince: (listenerId: string, since: Date) => Promise<number>
  }
  tracks: { findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>> }
  maxClicks: number
  perMinute: number
}
/** Public ids of the track and of the track that the click is an answer to. */
export type RecordClickInput = { track: string; kind: ClickKind; seed: string | null }

const MINUTE_MS = 60_000
/** Clicks are kept beyond those that count, so that the ones pushed out come back when newer ones are taken back. */
const KEPT_PER_COUNTED = 2

/**
 * Keeps what a listener says of a track and gives the id by which it can be taken back. `ensureListener` is asked only
 * when the click is one that can be kept, so that a mistake makes nobody a guest.
 * Throws TRACK_NOT_IN_CATALOG and RATE_LIMITED.
 */
export async function recordClick(
  { clicks, tracks, maxClicks, perMinute }: RecordClickDeps,
  { track, kind, seed }: RecordClickInput,
  ensureListener: () => Promise<string>,
): Promise<{ id: string }> {
  const found = await tracks.findSearchableIds(seed === null ? [track] : [track, seed])
  const trackId = found.get(track)
  if (trackId === undefined) {
    throw new DomainError('TRACK_NOT_IN_CATALOG', 'This track is not in the catalog any more.')
  }
  const listenerId = await ensureListener()
  if ((await clicks.countSince(listenerId, new Date(Date.now() - MINUTE_MS))) >= perMinute) {
    throw new DomainError('RATE_LIMITED', 'So many clicks in one minute are nobody’s taste.', {
      retryAfterSeconds: 60,
    })
  }
  const seedId = seed === null ? null : (found.get(seed) ?? null)
  return { id: await clicks.add({ listenerId, trackId, kind, seedId }, KEPT_PER_COUNTED * maxClicks) }
}
