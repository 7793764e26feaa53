import type { DomainError } from '../../domain/errors'
import { isDomainError, retryOf, toDomainError } from '../../domain/errors'
import type { IncomingTrack } from '../../domain/track'
import type { RefreshReport } from '../../catalog/domain/upkeep'
import { refreshPlaylists, type RefreshPlaylistsDeps } from './refresh-playlists'
import { storeTracks, type StoreTracksDeps } from '../../catalog/store-tracks'
import type { Fence, IndexFollower, Locks, Progress } from '../../catalog/ports'

export type RefreshMetadataDeps = StoreTracksDeps &
  RefreshPlaylistsDeps & {
    spotify: {
      /** Throws TRACK_NOT_FOUND. */
      getTrack: (id: string, signal?: AbortSignal) => Promise<IncomingTrack>
      /** Up to 50 in one call; what Spotify does not know is absent. */
      getTracks: (ids: string[], signal?: AbortSignal) => Promise<Map<string, IncomingTrack>>
    }
    /** Whether this client id may ask for many tracks in one call. */
    mayBatch: () => Promise<boolean>
    stale: {
      /** Spotify ids of tracks last seen longer ago than so many days, the oldest first. */
      listTracks: (days: number, limit: number) => Promise<string[]>
      countTracks: (days: number) => Promise<number>
      markTracksSeen: (spotifyIds: string[]) => Promise<void>
      markTracksGone: (spotifyIds: string[]) => Promise<void>
    }
    index: IndexFollower
    locks: Locks
  }

/** Metadata older than `maxAgeDays` is asked for again, with `budgetCalls` calls of Spotify in one run at most. */
export type RefreshBounds = { maxAgeDays: number; budgetCalls: number }

const BATCH = 50
/** Stored in one transaction where each is a call of its own. */
const SINGLES = 10
/** Playlists get this share of the budget at most: a call of theirs renews 50 tracks, but tracks must get their turn. */
const SHARE_OF_PLAYLISTS = 0.5

/** Whether a fault says that no further call will succeed now. Anything else is one thing's own fault. */
const isOfAllCalls = ({ code }: DomainError): boolean =>
  (code === 'BUSY' || code.startsWith('SPOTIFY_')) && retryOf(code) !== undefined

/**
 * Asks Spotify again for what was last seen there too long ago, the oldest first: playlists with their tracks where
 * their snapshot changed, then tracks. What was seen says so in its own row, which is the checkpoint: a run that ends,
 * for want of budget, at a quota or because the process does, is gone on with by the next. A track that is gone is
 * marked, not deleted. One run at a time; throws LOCKED, LOCK_LOST, and the signal's reason.
 */
export async function refreshStaleMetadata(
  deps: RefreshMetadataDeps,
  { maxAgeDays, budgetCalls }: RefreshBounds,
  tools: { progress: Progress; signal: AbortSignal },
): Promise<RefreshReport> {
  return deps.locks.using('refresh-metadata', async ({ signal: held, fence }) => {
    const report: RefreshReport = {
      calls: 0,
      tracks: { refreshed: 0, gone: 0, left: 0 },
      playlists: { read: 0, unchanged: 0, unread: 0, left: 0 },
      stopped: null,
    }
    const stop = () => {
      tools.signal.throwIfAborted()
      held.throwIfAborted()
    }
    try {
      const bounds = { maxAgeDays, budgetCalls: Math.floor(budgetCalls * SHARE_OF_PLAYLISTS) }
      await refreshPlaylists(deps, bounds, report, { ...tools, stop })
      await refreshTracks(deps, { maxAgeDays, budgetCalls }, report, { ...tools, stop, fence })
    } catch (error) {
      stop()
      const known = toDomainError(error)
      if (!isDomainError(error) || !isOfAllCalls(known)) throw error
      const { code, message, retryAfterSeconds = null } = known
      report.stopped = { code, message, retryAfterSeconds }
    }
    report.tracks.left = await deps.stale.countTracks(maxAgeDays)
    report.playlists.left = await deps.stalePlaylists.count(maxAgeDays)
    await deps.index.follow()
    return report
  })
}

type Tools = { progress: Progress; signal: AbortSignal; stop: () => void; fence: Fence }

async function refreshTracks(
  deps: RefreshMetadataDeps,
  { maxAgeDays, budgetCalls }: RefreshBounds,
  report: RefreshReport,
  { progress, signal, stop, fence }: Tools,
): Promise<void> {
  if (report.calls >= budgetCalls) return
  const total = await deps.stale.countTracks(maxAgeDays)
  if (total === 0) return
  const batched = await deps.mayBatch()
  while (report.calls < budgetCalls) {
    stop()
    const room = batched ? BATCH : Math.min(SINGLES, budgetCalls - report.calls)
    const ids = await deps.stale.listTracks(maxAgeDays, room)
    if (ids.length === 0) return
    const found = batched ? await askAll(deps, ids, report, signal) : await askEach(deps, ids, report, signal)
    const tracks = [...found.tracks.values()]
    await storeTracks(
      deps,
      tracks.map((track) => ({ track, source: 'spotify' as const, features: [] })),
      { fence },
    )
    await deps.stale.markTracksSeen([...found.tracks.keys()])
    const gone = found.asked.filter((id) => !found.tracks.has(id))
    await deps.stale.markTracksGone(gone)
    report.tracks.refreshed += tracks.length
    report.tracks.gone += gone.length
    progress('refreshing tracks', report.tracks.refreshed + report.tracks.gone, total)
    if (found.fault !== null) throw found.fault
  }
}

type Found = { asked: string[]; tracks: Map<string, IncomingTrack>; fault: DomainError | null }

async function askAll(
  { spotify }: RefreshMetadataDeps,
  ids: string[],
  report: RefreshReport,
  signal: AbortSignal,
): Promise<Found> {
  report.calls++
  return { asked: ids, tracks: await spotify.getTracks(ids, signal), fault: null }
}

/** One call a track. What was answered before a fault is kept. */
async function askEach(
  { spotify }: RefreshMetadataDeps,
  ids: string[],
  report: RefreshReport,
  signal: AbortSignal,
): Promise<Found> {
  const found: Found = { asked: [], tracks: new Map(), fault: null }
  for (const id of ids) {
    report.calls++
    try {
      found.tracks.set(id, await spotify.getTrack(id, signal))
    } catch (error) {
      signal.throwIfAborted()
      if (!isDomainError(error)) throw error
      if (error.code !== 'TRACK_NOT_FOUND') return { ...found, fault: error }
    }
    found.asked.push(id)
  }
  return found
}
