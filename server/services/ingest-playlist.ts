import { DomainError } from '../domain/errors'
import { MAX_SKIPPED_NAMED, type IngestReport } from '../domain/job'
import type { TrackFailure } from '../domain/job-event'
import type { IncomingItem, IncomingPlaylist } from '../domain/playlist'
import { createPatience, type Patience } from './have-patience'
import type {
  FeatureLookup,
  IndexFollower,
  Locks,
  PlaylistAccess,
  PlaylistItemToSave,
  PlaylistToSave,
  Progress,
  StoredPlaylist,
  TrackDescription,
} from './ports'
import { storeTracks, type StoreTracksDeps } from './store-tracks'

export type IngestPlaylistDeps = StoreTracksDeps & {
  spotify: {
    getPlaylist: (id: string, signal?: AbortSignal) => Promise<IncomingPlaylist>
    playlistPages: (
      id: string,
      signal?: AbortSignal,
      from?: { position?: number; snapshotId?: string | null },
    ) => AsyncIterable<IncomingItem[]>
  }
  features: FeatureLookup
  playlists: {
    find: (publicId: string) => Promise<StoredPlaylist | null>
    replaceMany: (lists: PlaylistToSave[]) => Promise<void>
    setAccess: (publicId: string, access: PlaylistAccess) => Promise<void>
  }
  /** The user with whose token it is read; null where it is read as everybody sees it. */
  reader: string | null
  tracks: { findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>> }
  index: IndexFollower
  locks: Locks
  maxItems: number
  /** How long, in seconds, a job sits out a quota or a rate limit of Spotify. */
  patienceSeconds: number
}

/** Items stored and described at a time: whole batches of Spotify's features (100) and of ReccoBeats' (30). */
const BATCH = 300

/**
 * Reads a whole playlist, stores its tracks with their values and vectors batch by batch, then replaces the stored
 * list in one step. Tracks of a batch are searchable when the batch is done. One process at a time per playlist.
 * An unchanged snapshot_id ends it at once. A quota that ends soon is sat out; a longer stop is thrown, and the pages
 * that were read are not asked for again when it is started anew. What a user's token opened and is not public is for
 * that user. Throws PLAYLIST_NOT_FOUND, PLAYLIST_NOT_READABLE, LOCKED and Spotify's.
 */
export async function ingestPlaylist(
  deps: IngestPlaylistDeps,
  spotifyId: string,
  tools: { progress: Progress; signal: AbortSignal },
): Promise<IngestReport> {
  const { progress, signal } = tools
  const patience = createPatience(deps.patienceSeconds, { waitFor: progress.waitFor, signal })
  return deps.locks.using(`playlist:${spotifyId}`, async (held) => {
    const stop = () => {
      signal.throwIfAborted()
      held.throwIfAborted()
    }
    const playlist = await patience.wait(() => deps.spotify.getPlaylist(spotifyId, signal))
    const report = emptyReport()
    const access = toAccess(playlist, deps.reader)
    const stored = await deps.playlists.find(spotifyId)
    if (stored && stored.snapshotId !== null && stored.snapshotId === playlist.snapshotId) {
      await deps.playlists.setAccess(spotifyId, access)
      return {
        ...report,
        read: stored.playlist.trackCount,
        unchanged: stored.playlist.trackCount,
        playlists: 1,
      }
    }
    progress('reading tracks', 0, playlist.total)
    const places: PlaylistItemToSave[] = []
    const waiting: IncomingItem[] = []
    const flush = async () => {
      const total = Math.max(playlist.total, places.length + waiting.length)
      const tell = (described: number) => {
        progress('describing tracks', places.length + described, total)
      }
      const storing = { signal, tell, addFailures: progress.addFailures }
      places.push(...(await storeItems(deps, waiting.splice(0, BATCH), report, storing)))
      progress('reading tracks', places.length, total)
    }
    for await (const page of readPages(deps, patience, { ...playlist, spotifyId }, signal)) {
      stop()
      waiting.push(...page)
      if (places.length + waiting.length > deps.maxItems) {
        throw new DomainError('INPUT_INVALID', `The playlist has more than ${String(deps.maxItems)} items.`, {
          hint: 'Split it into smaller playlists, or raise PLAYLIST_MAX_ITEMS.',
        })
      }
      while (waiting.length >= BATCH) await flush()
    }
    await flush()
    stop()
    await deps.playlists.replaceMany([
      { publicId: spotifyId, playlist, source: 'spotify', access, items: places },
    ])
    progress('adding to the index', places.length, places.length)
    await deps.index.follow()
    return { ...report, playlists: 1 }
  })
}

/** The pages in order, from behind the opening on; after a stop that was sat out, it goes on behind the last page that came whole. */
async function* readPages(
  { spotify }: IngestPlaylistDeps,
  patience: Patience,
  { spotifyId, snapshotId, opening, total }: IncomingPlaylist & { spotifyId: string },
  signal: AbortSignal,
): AsyncGenerator<IncomingItem[]> {
  const open = (position: number) =>
    spotify.playlistPages(spotifyId, signal, { position, snapshotId })[Symbol.asyncIterator]()
  let position = opening.length
  if (position > 0) {
    yield opening
    if (position >= total) return
  }
  let pages = open(position)
  for (;;) {
    const next = await patience.wait(async () => {
      try {
        return await pages.next()
      } catch (error) {
        // An iterator that threw is over.
        pages = open(position)
        throw error
      }
    })
    if (next.done) return
    position = (next.value.at(-1)?.position ?? position - 1) + 1
    yield next.value
  }
}

function toAccess(playlist: IncomingPlaylist, reader: string | null): PlaylistAccess {
  if (reader === null || playlist.isPublic === true) return { restricted: false }
  return { restricted: true, userId: reader }
}

type StoringTools = {
  signal: AbortSignal
  tell: (described: number) => void
  addFailures: Progress['addFailures']
}

async function storeItems(
  deps: IngestPlaylistDeps,
  items: IncomingItem[],
  report: IngestReport,
  { signal, tell, addFailures }: StoringTools,
): Promise<PlaylistItemToSave[]> {
  const tracks = items.flatMap((item) => item.track ?? [])
  const ids = [...new Set(tracks.flatMap((track) => track.spotifyId ?? []))]
  const known = await deps.tracks.findSearchableIds(ids)
  const described = await deps.features.describe(
    tracks.filter((track) => !known.has(track.spotifyId ?? '')),
    { signal, progress: tell },
  )
  const failures = nameUndescribed(items, described, report)
  addFailures?.(failures)
  const saved = await storeTracks(
    deps,
    tracks.map((track) => ({
      track,
      source: 'spotify',
      features: described.get(track.spotifyId ?? '')?.sets ?? [],
    })),
  )
  report.searchable += ids.filter((id) => known.has(id) || described.get(id)?.reason === null).length
  const seen = new Set<string>()
  let at = 0
  report.read += items.length
  return items.map((item) => {
    const place = { position: item.position, addedAt: item.addedAt, skippedName: null, skippedReason: null }
    if (item.track === null) {
      report.skipped++
      if (report.skippedNamed.length < MAX_SKIPPED_NAMED) {
        report.skippedNamed.push({ where: item.position + 1, name: item.name, reason: item.reason })
      }
      return { ...place, trackId: null, skippedName: item.name, skippedReason: item.reason }
    }
    const row = saved[at++]
    if (!row) throw new Error('a stored track is missing from the answer')
    if (seen.has(row.id)) report.merged++
    else report[row.change]++
    seen.add(row.id)
    return { ...place, trackId: row.id }
  })
}

/**
 * Tracks without a sound are stored all the same; the report names them, each once, with what the sources said. Gives
 * them as failures that can be tried again.
 */
function nameUndescribed(
  items: IncomingItem[],
  described: Map<string, TrackDescription>,
  report: IngestReport,
): TrackFailure[] {
  const failures: TrackFailure[] = []
  const waiting = new Map(described)
  for (const { track, position } of items) {
    const reason = waiting.get(track?.spotifyId ?? '')?.reason ?? null
    if (!track?.spotifyId || reason === null) continue
    waiting.delete(track.spotifyId)
    report.undescribed++
    failures.push({ position, track: track.spotifyId, name: track.name, reason })
    if (report.undescribedNamed.length < MAX_SKIPPED_NAMED) {
      report.undescribedNamed.push({ where: position + 1, name: track.name, reason })
    }
  }
  return failures
}

export function emptyReport(): IngestReport {
  return {
    read: 0,
    added: 0,
    updated: 0,
    unchanged: 0,
    merged: 0,
    skipped: 0,
    skippedNamed: [],
    playlists: 0,
    searchable: 0,
    undescribed: 0,
    undescribedNamed: [],
  }
}
