import { createHash } from 'node:crypto'
import { MAX_SKIPPED_NAMED, type IngestReport } from '../domain/job'
import { hasFeatures, type FeatureValues } from '../domain/features'
import { isSpotifyId } from '../domain/spotify-ref'
import type { IncomingPlaylist } from '../domain/playlist'
import type { IncomingTrack } from '../domain/track'
import { createIdSet } from './id-set'
import { emptyReport, type IngestPlaylistDeps } from './ingest-playlist'
import { storeTracks, type StoreTracksDeps } from './store-tracks'
import type { IndexFollower, Locks, PlaylistToSave, Progress } from './ports'

type Row = {
  line: number
  track: IncomingTrack
  values: FeatureValues
  playlist: { key: string; name: string } | null
}
/** A row of a file, or why a line is none. */
export type FileEvent =
  { kind: 'row'; row: Row } | { kind: 'skipped'; line: number; name: string; reason: string }

export type ImportFileDeps = StoreTracksDeps & {
  playlists: Pick<IngestPlaylistDeps['playlists'], 'replaceMany'>
  index: IndexFollower
  locks: Locks
}
export type ImportFileInput = {
  events: AsyncIterable<FileEvent>
  filename: string
  /** SHA-256 of the file. */
  fileKey: string
  /** Keep the whole file as a playlist of this name. */
  asPlaylist: string | null
}

/** Rows of a transaction: some 2 MB. Twice as many are in memory at most, those stored and those read meanwhile. */
const BATCH = 2000

/**
 * Reads a file of tracks: rows are stored in batches with their values and vectors, repeated rows of a track are
 * merged, lines that are no track are counted and named, and the playlists that the file names are kept in order.
 * Tracks of a batch are searchable once the batch is stored. Importing a file twice changes nothing.
 */
export async function importFile(
  deps: ImportFileDeps,
  input: ImportFileInput,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<IngestReport> {
  return deps.locks.using(`file:${input.filename}`, async (held) => {
    const report = emptyReport()
    const lists: Lists = new Map()
    const seen = createIdSet()
    const batch: Row[] = []
    let storing: Promise<void> = Promise.resolve()
    /** The database works on a batch while the next one is read. */
    const flush = async () => {
      await storing
      signal.throwIfAborted()
      held.throwIfAborted()
      storing = storeRows(deps, batch.splice(0), report, { seen, lists, asPlaylist: input.asPlaylist })
      // Whoever awaits it next hears of a failure; until then nobody does.
      storing.catch(() => undefined)
      progress('reading rows', report.read, null)
    }
    try {
      for await (const event of input.events) {
        report.read++
        if (event.kind === 'skipped') noteSkipped(report, event)
        else if (batch.push(event.row) >= BATCH) await flush()
      }
      await flush()
    } finally {
      // Where reading failed, what was begun is ended before the lock on the file goes.
      await storing
    }
    await storeLists(deps, input.filename, lists, (done) => {
      progress('storing playlists', (report.playlists = done), lists.size)
    })
    progress('adding to the index', report.read, report.read)
    await deps.index.follow()
    return report
  })
}

type Lists = Map<string, { name: string; trackIds: string[] }>
type Seen = {
  seen: ReturnType<typeof createIdSet>
  lists: Lists
  asPlaylist: string | null
}

async function storeRows(
  deps: ImportFileDeps,
  rows: Row[],
  report: IngestReport,
  state: Seen,
): Promise<void> {
  if (rows.length === 0) return
  const fetchedAt = new Date()
  const saved = await storeTracks(
    deps,
    rows.map(({ track, values }) => ({
      track,
      source: 'file',
      features: hasFeatures(values) ? [{ source: 'file', extractor: 'file', fetchedAt, values }] : [],
    })),
  )
  rows.forEach((row, i) => {
    const stored = saved[i]
    if (!stored) throw new Error('a stored track is missing from the answer')
    if (!state.seen.add(stored.id)) report.merged++
    else {
      report[stored.change]++
      if (hasFeatures(row.values)) report.searchable++
    }
    const list = state.asPlaylist === null ? row.playlist : { key: state.asPlaylist, name: state.asPlaylist }
    if (!list) return
    const known = state.lists.get(list.key)
    if (known) known.trackIds.push(stored.id)
    else state.lists.set(list.key, { name: list.name, trackIds: [stored.id] })
  })
}

function noteSkipped(
  report: IngestReport,
  { line, name, reason }: { line: number; name: string; reason: string },
) {
  report.skipped++
  if (report.skippedNamed.length < MAX_SKIPPED_NAMED) report.skippedNamed.push({ where: line, name, reason })
}

/** Playlists written in one transaction; a file of many small lists then costs a few round trips. */
const LISTS_PER_WRITE = 100
/** They share no rows but those of tracks, which they only read. */
const WRITES_AT_ONCE = 2

async function storeLists(
  deps: ImportFileDeps,
  filename: string,
  lists: Lists,
  stored: (done: number) => void,
): Promise<void> {
  const all = [...lists].map(([key, { name, trackIds }]) => toPlaylist(filename, key, name, trackIds))
  let next = 0
  let done = 0
  const write = async () => {
    try {
      while (next < all.length) {
        const lists = all.slice(next, (next += LISTS_PER_WRITE))
        await deps.playlists.replaceMany(lists)
        stored((done += lists.length))
      }
    } catch (error) {
      // The other one begins nothing more.
      next = all.length
      throw error
    }
  }
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, write))
}

function toPlaylist(filename: string, key: string, name: string, trackIds: string[]): PlaylistToSave {
  const spotifyId = isSpotifyId(key) ? key : null
  const hash = createHash('sha256').update(`${filename}\n${key}`).digest('hex').slice(0, 20)
  const items = trackIds.map((trackId, position) => ({
    position,
    trackId,
    addedAt: null,
    skippedName: null,
    skippedReason: null,
  }))
  const playlist: IncomingPlaylist = {
    spotifyId,
    name: name === '' ? 'Untitled playlist' : name,
    description: null,
    ownerName: null,
    // A list that a file gave says nothing about what Spotify has now.
    snapshotId: null,
    imageUrl: null,
    total: trackIds.length,
    isPublic: null,
    opening: [],
  }
  const access = { restricted: false } as const
  return { publicId: spotifyId ?? `f-${hash}`, playlist, source: 'file', access, items }
}
