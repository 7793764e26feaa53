import { setImmediate as turn } from 'node:timers/promises'
import type { Queryable } from '~db/client'
import { settled } from '../domain/settled'
import type {
  BatchTrack,
  KeyedTrack,
  PreparedTracks,
  SavedTrack,
  TrackKeys,
  WrittenTrack,
} from '../services/ports'
import { fromList, toPlainArray } from './array-text'
import { findCalibration } from './calibration.repository'
import { saveAlbums, saveArtists } from './credit-writer'
import { holdReferences, type InsertNew } from './insert-new'
import {
  insertNewTracks,
  type NewVectors,
  reserveIds,
  toCreditColumns,
  toCredits,
  toNewRows,
  unnestCredits,
} from './new-track-writer'
import { mergeTracks, toColumns, type Merged } from './track-writer'
import { toUniqueTracks } from './unique-tracks'

/** One row in so many is looked for first: a new file has none that is stored, and to ask for all costs 9 µs each. */
const SAMPLED = 32
const LEAST_SAMPLE = 30

/** Writes the artists and albums of a batch, and brings all the rest into the shape in which it is sent. */
export async function prepareTracks(sql: Queryable, batch: KeyedTrack[]): Promise<PreparedTracks> {
  const stored = await findStored(sql, batch)
  const news = batch.filter((_, i) => !stored[i])
  const unique = toUniqueTracks(news)
  // In between others have a turn: a request, and the transaction that stores the batch before.
  await turn()
  // Sent at once: the next one is at hand when the database is done with one.
  const [artistIds, albumIds, ids, calibration] = await Promise.all([
    saveArtists(sql, news),
    saveAlbums(sql, news),
    reserveIds(sql, unique.length),
    findCalibration(sql),
  ])
  const items = unique.map((item, i) => ({ ...item, id: ids[i] ?? '' }))
  return { stored, items, artistIds, albumIds, calibration, rows: toNewRows(items, { artistIds, albumIds }) }
}

/**
 * Of rows of a file, those of which nothing is new: stored with these prints. What a file said stays, and what Spotify
 * says goes before it, so that writing them once more would change nothing. null for every other; in input order.
 */
async function findStored(sql: Queryable, batch: KeyedTrack[]): Promise<(SavedTrack | null)[]> {
  const stored: (SavedTrack | null)[] = batch.map(() => null)
  // A print says that a row was stored, not that it was the last to have a say.
  if (!batch.every(({ source, replaces }) => source === 'file' && !replaces)) return stored
  const rows = batch.map(({ keys }) => keys)
  const sample = rows.filter((_, i) => i % SAMPLED === 0)
  const isNew = sample.length >= LEAST_SAMPLE && (await findPrinted(sql, sample)).length === 0
  if (isNew) return stored
  for (const { row, id, publicId } of await findPrinted(sql, rows)) {
    stored[row - 1] = { id, publicId, change: 'unchanged' }
  }
  return stored
}

/** Which rows are stored with their prints; the first is row 1. */
async function findPrinted(sql: Queryable, rows: TrackKeys[]) {
  const [found] = await sql<Printed[]>`
    select string_agg(i.row::text, ',') as rows, string_agg(t.id::text, ',') as ids, string_agg(t.public_id, ',') as public_ids
    from unnest(${toPlainArray(rows.map(({ publicId }) => publicId))}::text[],
      ${toPlainArray(rows.map(({ print }) => print))}::text[],
      ${toPlainArray(rows.map(({ values }) => values?.print ?? null))}::text[])
      with ordinality as i (public_id, print, values_print, row)
    join tracks t on t.public_id = i.public_id and t.file_print = i.print
    left join feature_sets f on f.track_id = t.id and f.source = 'file'
    where i.values_print is null or f.print = i.values_print`
  const ids = fromList(found?.ids ?? null)
  const publicIds = fromList(found?.public_ids ?? null)
  return fromList(found?.rows ?? null).map((row, i) => ({
    row: Number(row),
    id: ids[i] ?? '',
    publicId: publicIds[i] ?? '',
  }))
}

/** Joined, as `fromList` reads them. */
type Printed = { rows: string | null; ids: string | null; public_ids: string | null }

/**
 * Writes a prepared batch in set-based statements (`unnest`), so that it costs a handful of round trips whatever its
 * size; gives its tracks by public id. Credits, values and vectors of new tracks are written with them. Runs in a transaction that
 * writes the catalog alone.
 */
export async function saveTracks(
  sql: Queryable,
  { items, artistIds, albumIds, rows }: PreparedTracks,
  { vectors, insertNew }: { vectors: NewVectors; insertNew: InsertNew },
): Promise<Map<string, WrittenTrack>> {
  if (items.length === 0) return new Map()
  const [inserted] = await settled([
    insertNewTracks(sql, rows, { vectors, insertNew }),
    holdReferences(sql, 'artists', [...artistIds.values()]),
    holdReferences(sql, 'albums', [...albumIds.values()]),
  ])
  const { added, whole } = inserted
  const written = new Map<string, WrittenTrack>()
  const known: BatchTrack[] = []
  for (const item of items) {
    const { publicId } = item.keys
    const id = whole.get(item.id)
    if (added.has(item.id)) written.set(publicId, { id: item.id, publicId, change: 'added' })
    else if (id !== undefined) written.set(publicId, { id, publicId, change: 'unchanged', hasAll: true })
    else known.push(item)
  }
  const merged = await mergeTracks(sql, known, toColumns(known, albumIds))
  await creditKnown(sql, known, { ...merged, artistIds })
  for (const [publicId, track] of merged.saved) written.set(publicId, track)
  return written
}

/**
 * Artists are replaced only where Spotify names them, or a file corrects what files said: a file's single text must not
 * flatten a known list.
 */
async function creditKnown(
  sql: Queryable,
  known: BatchTrack[],
  { saved, ofFiles, artistIds }: Merged & { artistIds: Map<string, string> },
) {
  const credits = known.flatMap((item) => {
    const { source, keys, replaces } = item
    const row = saved.get(keys.publicId)
    if (!row) throw new Error(`track ${keys.publicId} was not stored`)
    const corrects = replaces === true && ofFiles.has(keys.publicId)
    if (row.change !== 'added' && source === 'file' && !corrects) return []
    return toCredits(item, row.id, artistIds)
  })
  if (credits.length === 0) return
  const columns = toCreditColumns(credits)
  await sql`
    with incoming as (
      select * from ${unnestCredits(sql, columns)}
    )
    delete from track_artists ta where ta.track_id = any(${columns.trackIds}::bigint[]) and not exists (
      select 1 from incoming i where (i.track_id, i.position, i.artist_id) = (ta.track_id, ta.position, ta.artist_id))`
  await sql`
    insert into track_artists (track_id, position, artist_id)
    select * from ${unnestCredits(sql, columns)} on conflict do nothing`
}
