import { FailedWithReport, type IngestReport } from '../../domain/job'
import { settled } from '../../domain/settled'
import type { IncomingTrack } from '../../domain/track'
import { createIdSet } from './id-set'
import { createFileLists } from './import-lists'
import { addRow, emptyBatch, storeRows, type Row, type RowBatch } from './import-rows'
import { emptyReport, noteSkipped, noteText } from '../playlists/ingest-report'
import type { StoreTracksDeps } from '../../catalog/store-tracks'
import type {
  Fence,
  FileKey,
  ImportProgress,
  IndexFollower,
  Locks,
  PlaylistToSave,
  Progress,
} from '../../catalog/ports'

/** A row of a file, why a line is none, or something that the report has to say of the whole file, as sentences. */
export type FileEvent =
  | { kind: 'row'; row: Row }
  | { kind: 'skipped'; line: number; name: string; reason: string }
  | { kind: 'note'; text: string }

export type ImportFileDeps = StoreTracksDeps & {
  playlists: { replaceMany: (lists: PlaylistToSave[], fence: Fence) => Promise<void> }
  imports: {
    find: (key: FileKey) => Promise<ImportProgress | null>
    remove: (key: FileKey, fence: Fence) => Promise<void>
    /** Own ids of tracks as a file gives them; null for those that are not stored. */
    findIds: (tracks: IncomingTrack[]) => Promise<(string | null)[]>
  }
  index: IndexFollower
  locks: Locks
}
export type ImportFileInput = {
  /** In blocks, as they are read. */
  events: AsyncIterable<readonly FileEvent[]>
  filename: string
  /** SHA-256 of the file. */
  fileKey: string
  /** Keep the whole file as a playlist of this name. */
  asPlaylist: string | null
  /** The user whose lists it makes; null: the instance's own. */
  owner?: string | null
  /** Corrects: what it says goes before what files said before it; of its own rows of a track the first one counts. */
  replace?: boolean
}

/** Rows of a transaction. Twice as many are in memory at most: those that are stored, and the next ones, which are read meanwhile. */
export const BATCH_ROWS = 1000

/**
 * Reads a file of tracks: rows are stored in batches with their values and vectors, repeated rows of a track are
 * merged, lines that are no track are counted and named, and the playlists that the file names are kept in order.
 * Tracks of a batch are searchable once the batch is stored. Importing a file twice changes nothing. Each batch is a
 * checkpoint where the file has a key: a later import of the same bytes goes on behind it, without writing the rows
 * before again, and reports as if nothing had happened. Throws FILE_NOTHING_STORED, LOCKED and LOCK_LOST.
 */
export async function importFile(
  deps: ImportFileDeps,
  input: ImportFileInput,
  tools: { progress: Progress; signal: AbortSignal },
): Promise<IngestReport> {
  const { progress } = tools
  const { filename, fileKey: sha256, owner = null } = input
  // Files of two people are two files, whatever they are called.
  const ownName = owner === null ? filename : `user:${owner}/${filename}`
  return deps.locks.using(`file:${ownName}`, async ({ signal: held, fence }) => {
    const signal = AbortSignal.any([tools.signal, held])
    // What was filled is not corrected: the two go on from checkpoints of their own.
    const key = { sha256, filename: input.replace ? `replace/${ownName}` : ownName }
    const reached = await deps.imports.find(key)
    const begin = reached?.entries ?? 0
    let report = reached?.report ?? emptyReport()
    const lists = createFileLists(filename, input.asPlaylist, owner)
    const seen = createIdSet()
    const adding = { fetchedAt: new Date(), corrected: input.replace ? new Set<string>() : null }

    const store = async (full: RowBatch) => {
      const isStored = full.entries <= begin
      const stored = isStored
        ? { report, ids: await deps.imports.findIds(full.rows.map(({ track }) => track)) }
        : await storeRows(deps, full, { report, seen }, { key, fence })
      report = stored.report
      for (const id of stored.ids) if (id !== null) seen.add(id)
      lists.add(full.rows, stored.ids)
    }

    let batch = emptyBatch(0)
    let storing: Promise<void> = Promise.resolve()
    /** Stores a batch while the next one is read. */
    const flush = async () => {
      const full = batch
      batch = emptyBatch(full.entries)
      await storing
      signal.throwIfAborted()
      storing = store(full)
      // Whoever awaits it next hears of a failure; until then nobody does.
      storing.catch(() => undefined)
      progress('reading rows', full.entries, null)
    }
    try {
      for await (const block of input.events) {
        for (const event of block) {
          if (event.kind === 'note') {
            noteText(batch.passed, event.text)
            continue
          }
          batch.entries++
          batch.passed.read++
          if (event.kind === 'row') addRow(deps, batch, event.row, adding)
          else noteSkipped(batch.passed, { where: event.line, name: event.name, reason: event.reason })
          // A checkpoint ends a batch: what is behind it is stored, what is before it is known.
          if (batch.rows.length >= BATCH_ROWS || batch.entries === begin) await flush()
        }
      }
      // While the last batches are stored; what fails here is tried again, and told, when they are.
      deps.index.follow().catch(() => undefined)
      if (batch.passed.read > 0) await flush()
    } finally {
      // Where reading failed, what was begun is ended before the lock on the file goes.
      await storing
    }
    const replace = (some: PlaylistToSave[]) => deps.playlists.replaceMany(some, fence)
    await settled([
      lists.store(replace, (done, total) => {
        progress('storing playlists', (report.playlists = done), total)
      }),
      deps.index.follow(),
    ])
    await deps.imports.remove(key, fence)
    refuseNothing(report, filename)
    progress('adding to the index', report.read, report.read)
    return report
  })
}

/** So many of the lines are named where none could be stored. */
const NAMED = 3

/** An import that stored nothing has failed, and says of what. */
function refuseNothing(report: IngestReport, filename: string): void {
  const { read, skipped, skippedNamed } = report
  if (read > skipped) return
  const lines = skippedNamed.slice(0, NAMED).map(({ where, reason }) => `line ${String(where)}: ${reason}`)
  const more = skipped > lines.length ? [`and ${String(skipped - lines.length)} more`] : []
  throw new FailedWithReport(
    'FILE_NOTHING_STORED',
    read === 0
      ? `${filename} names no track.`
      : `None of the ${String(read)} entries of ${filename} could be stored: ${[...lines, ...more].join('; ')}.`,
    report,
  )
}
