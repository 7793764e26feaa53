import type { IngestReport } from '../domain/job'
import { hasFeatures, type FeatureValues } from '../domain/features'
import type { IncomingTrack } from '../domain/track'
import type { IdSet } from './id-set'
import { addReport, emptyReport } from './ingest-report'
import type { Fence, FileKey, SavedTrack } from './ports'
import { storeTracks, type StoreTracksDeps } from './store-tracks'

export type Row = {
  line: number
  track: IncomingTrack
  values: FeatureValues
  playlist: { key: string; name: string } | null
}

/** Rows that are stored in one transaction; `entries` are all of the file up to the last of them. */
export type RowBatch = {
  rows: Row[]
  entries: number
  /** What was read and skipped since the batch before. */
  passed: IngestReport
}

/** How a row stands to what is stored: by itself, or as the first or a later one of its track in a file that corrects. */
export type Standing = 'fills' | 'replaces' | 'repeats'

export const emptyBatch = (entries: number): RowBatch => ({ rows: [], entries, passed: emptyReport() })

/**
 * Stores a batch, and with it how far the import is. Gives the ids of its rows and the
 * report with the batch counted in: each track once, at the first row that names it. Throws LOCK_LOST.
 */
export async function storeRows(
  deps: StoreTracksDeps,
  batch: RowBatch,
  before: { report: IngestReport; seen: Pick<IdSet, 'has'> },
  { key, fence, standings }: { key: FileKey; fence: Fence; standings: readonly Standing[] },
): Promise<{ report: IngestReport; ids: string[] }> {
  const { rows, entries } = batch
  const fetchedAt = new Date()
  const counted = { report: before.report }
  const saved = await storeTracks(
    deps,
    rows.map(({ track, values }, i) => ({
      // Genres are collected, and those of a row that was corrected would come and go at every import.
      track: standings[i] === 'repeats' ? { ...track, genres: [] } : track,
      source: 'file',
      replaces: standings[i] === 'replaces',
      features: hasFeatures(values) ? [{ source: 'file', extractor: 'file', fetchedAt, values }] : [],
    })),
    {
      fence,
      alongside: async (tx, answers) => {
        counted.report = countRows(batch, answers, before)
        await tx.saveImportProgress(key, { entries, report: counted.report })
      },
    },
  )
  return { report: counted.report, ids: saved.map(({ id }) => id) }
}

function countRows(
  { rows, passed }: RowBatch,
  saved: SavedTrack[],
  { report: before, seen }: { report: IngestReport; seen: Pick<IdSet, 'has'> },
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
