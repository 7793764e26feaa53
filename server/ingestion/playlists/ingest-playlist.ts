import type { IngestReport } from '../../domain/job'
import type { TrackFailure } from '../../domain/job-event'
import type { IncomingPlaylist } from '../../domain/playlist'
import { countItems, type DescribedItems } from './count-items'
import { createPatience, type Patience } from './have-patience'
import { emptyReport } from './ingest-report'
import { checkLength, readPlaylist, type ReadPlaylistDeps } from './read-playlist'
import { readAhead } from './read-ahead'
import type {
  Fence,
  IndexFollower,
  Locks,
  PlaylistAccess,
  PlaylistHead,
  Progress,
  Reading,
  ReadingKey,
  SavedTrack,
  StoredPlaylist,
} from '../../catalog/ports'
import { storeTracks, type StoreTracksDeps } from '../../catalog/store-tracks'

export type IngestPlaylistDeps = StoreTracksDeps &
  ReadPlaylistDeps & {
    playlists: {
      find: (publicId: string) => Promise<StoredPlaylist | null>
      countSearchable: (id: string) => Promise<number>
      setAccess: (publicId: string, access: PlaylistAccess, fence: Fence) => Promise<void>
      replaceByReading: (head: PlaylistHead, readingId: string, fence: Fence) => Promise<void>
    }
    readings: { open: (key: ReadingKey, fence: Fence) => Promise<Reading> }
    /** The user with whose token it is read; null where it is read as everybody sees it. */
    reader: string | null
    index: IndexFollower
    locks: Locks
    /** How long, in seconds, a job sits out a quota or a rate limit of Spotify. */
    patienceSeconds: number
  }

/** Batches that are described while the one before is stored. */
const BATCHES_AHEAD = 1
/** A list that changes while it is read is read again, so often at most. */
const MAX_ROUNDS = 3

/**
 * Reads a whole playlist, stores its tracks with their values and vectors batch by batch, then replaces the stored
 * list in one step. Tracks of a batch are searchable when the batch is done. One process at a time per playlist.
 * An unchanged snapshot_id ends it at once. Each batch is a checkpoint: whatever stops the work, a later job goes on
 * behind the last batch while the list is the same, and reports as if nothing had happened. A list that changes
 * meanwhile is read again; one that keeps changing is stored under the snapshot_id it began with, so that the next job
 * reads it anew. A quota that ends soon is sat out; a longer stop is thrown. What a user's token opened and is not
 * public is for that user. Throws PLAYLIST_NOT_FOUND, PLAYLIST_NOT_READABLE, LOCKED, LOCK_LOST and Spotify's.
 */
export async function ingestPlaylist(
  deps: IngestPlaylistDeps,
  spotifyId: string,
  tools: { progress: Progress; signal: AbortSignal },
): Promise<IngestReport> {
  return deps.locks.using(`playlist:${spotifyId}`, async (held) => {
    const signal = AbortSignal.any([tools.signal, held.signal])
    const { progress } = tools
    const patience = createPatience(deps.patienceSeconds, { waitFor: progress.waitFor, signal })
    const describeList = () => patience.wait(() => deps.spotify.getPlaylist(spotifyId, signal))
    const run: Run = { id: spotifyId, fence: held.fence, progress, patience, signal, earlier: new Map() }

    let playlist = await describeList()
    progress('reading tracks', 0, playlist.total)
    const stored = await deps.playlists.find(spotifyId)
    if (stored && stored.snapshotId !== null && stored.snapshotId === playlist.snapshotId) {
      await deps.playlists.setAccess(spotifyId, toAccess(playlist, deps.reader), held.fence)
      const { trackCount } = stored.playlist
      const searchable = await deps.playlists.countSearchable(stored.id)
      return { ...emptyReport(), read: trackCount, unchanged: trackCount, searchable, playlists: 1 }
    }
    for (let round = 1; ; round++) {
      checkLength(playlist.total, deps.maxItems)
      const { readingId, report, pages } = await readRound(deps, playlist, run)
      // Pages are pages of the list as it is at their moment: of one that changed, items may be missing or twice.
      const now = pages > 1 ? await describeList() : playlist
      if (toState(now) !== toState(playlist) && round < MAX_ROUNDS) {
        playlist = now
        continue
      }
      signal.throwIfAborted()
      const access = toAccess(playlist, deps.reader)
      const head = { publicId: spotifyId, playlist, source: 'spotify', access } as const
      await deps.playlists.replaceByReading(head, readingId, held.fence)
      progress('adding to the index', report.read, report.read)
      await deps.index.follow()
      return { ...report, playlists: 1 }
    }
  })
}

type Run = {
  id: string
  fence: Fence
  progress: Progress
  patience: Patience
  signal: AbortSignal
  /** What became of tracks in the rounds before. */
  earlier: Map<string, SavedTrack['change']>
}
type Round = {
  readingId: string
  report: IngestReport
  /** In how many pages the list was read: what came in one is a state that it really had. */
  pages: number
}

/** Reads the list from where its reading stopped, and stores batch by batch. */
async function readRound(deps: IngestPlaylistDeps, playlist: IncomingPlaylist, run: Run): Promise<Round> {
  const { id, fence, progress, patience, earlier } = run
  const key = { publicId: id, state: toState(playlist), reader: deps.reader }
  const reading = await deps.readings.open(key, fence)
  const seen = new Set(reading.seen)
  let { position } = reading
  let report = reading.report ?? emptyReport()
  let furthest = position
  const tell = (stage: string, done: number) => {
    furthest = Math.max(furthest, done)
    progress(stage, furthest, Math.max(playlist.total, furthest))
  }

  const store = async (batch: DescribedItems) => {
    const tracks = batch.items.flatMap(({ track }) => track ?? [])
    const counted = { report, ids: new Set<string>(), failures: [] as TrackFailure[] }
    const saved = await storeTracks(
      deps,
      tracks.map((track) => ({
        track,
        source: 'spotify',
        features: batch.described.get(track.spotifyId ?? '')?.sets ?? [],
      })),
      {
        fence,
        alongside: async (tx, rows) => {
          const { places, ...next } = countItems(batch, rows, { report, seen, earlier })
          Object.assign(counted, next)
          const reached = { position: (places.at(-1)?.position ?? position - 1) + 1, report: next.report }
          await tx.stageItems(reading.id, places, reached)
        },
      },
    )
    for (const { publicId, change } of saved) if (!earlier.has(publicId)) earlier.set(publicId, change)
    for (const publicId of counted.ids) seen.add(publicId)
    if (counted.failures.length > 0) progress.addFailures?.(counted.failures)
    report = counted.report
    position = (batch.items.at(-1)?.position ?? position - 1) + 1
    tell('reading tracks', position)
  }

  const from = { id, playlist, position, seen }
  const describing = { patience, tell: (done: number) => tell('describing tracks', done) }
  const open = (ending: AbortSignal) => readPlaylist(deps, from, describing, ending)
  const pagesBefore = position > 0 ? 1 : 0
  let pages = 0
  for await (const batches of readAhead(open, BATCHES_AHEAD, run.signal)) {
    for (const batch of batches) {
      run.signal.throwIfAborted()
      await store(batch)
      pages = batch.pages
    }
  }
  return { readingId: reading.id, report, pages: pagesBefore + pages }
}

/** What changes with the list; null where its source does not say. */
const toState = ({ snapshotId, contentKey }: IncomingPlaylist): string | null =>
  snapshotId ?? contentKey ?? null

function toAccess(playlist: IncomingPlaylist, reader: string | null): PlaylistAccess {
  if (reader === null || playlist.isPublic === true) return { restricted: false }
  return { restricted: true, userId: reader }
}
