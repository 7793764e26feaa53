import type { IngestReport } from '../../domain/job'
import { hasFeatures, type FeatureValues } from '../../domain/features/features'
import { whyTooLong } from '../../domain/input/limits'
import { UNKNOWN_ARTIST, UNTITLED, type IncomingTrack } from '../../domain/track'
import type { IdSet } from './id-set'
import { addReport, emptyReport, noteSkipped, noteUnread } from '../playlists/ingest-report'
import type { Fence, FileKey, SavedTrack } from '../../catalog/ports'
import { storeTracks, type StoreTracksDeps, type TrackWithFeatures } from '../../catalog/store-tracks'

/** A value of a row that was not understood and is left out: the column, and the text as the file has it. */
export type UnreadValue = { column: string; value: string }

export type Row = {
  line: number
  track: IncomingTrack
  values: FeatureValues
  playlist: { key: string; name: string } | null
  unread?: readonly UnreadValue[]
  /** A link that says only by a redirect which track the row is; it may be all that names the row. */
  shortLink?: string
}

/** Rows that are stored in one transaction, and what is stored of each; `entries` are all of the file up to the last. */
export type RowBatch = {
  rows: Row[]
  tracks: TrackWithFeatures[]
  entries: number
  /** What was read and skipped since the batch before. */
  passed: IngestReport
}

export const emptyBatch = (entries: number): RowBatch => ({
  rows: [],
  tracks: [],
  entries,
  passed: emptyReport(),
})

/**
 * Adds a row to a batch, as it will be stored; one that the catalog cannot hold is counted as skipped. In a file that
 * corrects, `corrected` has the tracks (public ids) of the rows before it: the first row of a track replaces, the others
 * fill. Null where every row fills.
 */
export function addRow(
  deps: StoreTracksDeps,
  { rows, tracks, passed }: RowBatch,
  row: Row,
  { fetchedAt, corrected }: { fetchedAt: Date; corrected: Set<string> | null },
): void {
  const { track, values } = row
  const tooLong = whyTooLong(track)
  if (tooLong !== null) {
    noteSkipped(passed, { where: row.line, name: track.name, reason: tooLong })
    return
  }
  for (const { column, value } of row.unread ?? []) {
    noteUnread(passed, { column, count: 1, example: value })
  }
  if (track.name === UNTITLED || track.artists[0]?.name === UNKNOWN_ARTIST) passed.unnamed++
  const features = hasFeatures(values)
    ? [{ source: 'file' as const, extractor: 'file', fetchedAt, values }]
    : []
  const source = 'file' as const
  const keys = deps.catalog.toKeys(track)
  rows.push(row)
  if (corrected?.has(keys.publicId)) {
    // Genres are collected: those of a later row would be taken away and added at every import.
    tracks.push({ track: { ...track, genres: [] }, source, features, keys })
    return
  }
  corrected?.add(keys.publicId)
  tracks.push({ track, source, features, keys, replaces: corrected !== null })
}

/** How far the batches before have come. */
type Reached = { report: IngestReport; seen: Pick<IdSet, 'has'> }

/**
 * Stores a batch, and with it how far the import is. Gives the ids of its rows and the
 * report with the batch counted in: each track once, at the first row that names it. Throws LOCK_LOST.
 */
export async function storeRows(
  deps: StoreTracksDeps,
  batch: RowBatch,
  reached: Reached,
  { key, fence }: { key: FileKey; fence: Fence },
): Promise<{ report: IngestReport; ids: string[] }> {
  const counted = { report: emptyReport() }
  const saved = await storeTracks(deps, batch.tracks, {
    fence,
    alongside: async (tx, answers) => {
      counted.report = countRows(batch, answers, reached)
      await tx.saveImportProgress(key, { entries: batch.entries, report: counted.report })
    },
  })
  return { report: counted.report, ids: saved.map(({ id }) => id) }
}

function countRows(
  { rows, passed }: RowBatch,
  saved: SavedTrack[],
  { report: before, seen }: Reached,
): IngestReport {
  const report = addReport(before, passed)
  const here = new Set<string>()
  rows.forEach((row, i) => {
    const stored = saved[i]
    if (!stored) throw new Error('a stored track is missing from the answer')
    if (seen.has(stored.id) || here.has(stored.id)) report.merged++
    else {
      report[stored.change]++
      if (hasFeatures(row.values)) report.searchable++
    }
    here.add(stored.id)
  })
  return report
}
