import type { Queryable } from '~db/client'
import type { KeyedTrack, PreparedTracks, SavedTrack, TrackKeys } from '../services/ports'
import { toPlainArray, toTextArray } from './array-text'
import { holdReferences, type InsertNew } from './insert-new'
import { saveAlbums, saveArtists } from './credit-writer'
import { insertTracks, mergeTracks, toColumns, toUnique, type Merged, type Saved } from './track-writer'

/** One row in so many is looked for first: a new file has none that is stored, and to ask for all costs 9 µs each. */
const SAMPLED = 32
const LEAST_SAMPLE = 30

/** Writes the artists and albums of a batch, and brings all the rest into the shape in which it is sent. */
export async function prepareTracks(sql: Queryable, batch: KeyedTrack[]): Promise<PreparedTracks> {
  const stored = await findStored(sql, batch)
  const news = batch.filter((_, i) => !stored[i])
  // Rows are written in one order: two writers that share rows then wait for each other instead of deadlocking.
  const items = toUnique(news).sort((a, b) => (a.keys.publicId < b.keys.publicId ? -1 : 1))
  // Sent at once: the next one is at hand when the database is done with one.
  const [artistIds, albumIds] = await Promise.all([saveArtists(sql, news), saveAlbums(sql, news)])
  return { stored, items, artistIds, albumIds, columns: toColumns(items, albumIds) }
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
  for (const { row, id, public_id: publicId } of await findPrinted(sql, rows)) {
    stored[row - 1] = { id, publicId, change: 'unchanged' }
  }
  return stored
}

/** Which rows are stored with their prints; the first is row 1. */
async function findPrinted(sql: Queryable, rows: TrackKeys[]) {
  return sql<{ row: number; id: string; public_id: string }[]>`
    select i.row::integer as row, t.id, t.public_id
    from unnest(${toTextArray(rows.map(({ publicId }) => publicId))}::text[],
      ${toTextArray(rows.map(({ print }) => print))}::text[],
      ${toTextArray(rows.map(({ values }) => values?.print ?? null))}::text[])
      with ordinality as i (public_id, print, values_print, row)
    join tracks t on t.public_id = i.public_id and t.file_print = i.print
    left join feature_sets f on f.track_id = t.id and f.source = 'file'
    where i.values_print is null or f.print = i.values_print`
}

/**
 * Writes a prepared batch in set-based statements (`unnest`), so that it costs a handful of round trips whatever its
 * size; gives its tracks by public id. Runs in a transaction that writes the catalog alone. What is still being written
 * at the end is handed to `pend`, and has to be awaited before the transaction ends.
 */
export async function saveTracks(
  sql: Queryable,
  { items, artistIds, albumIds, columns }: PreparedTracks,
  { insertNew, pend }: { insertNew: InsertNew; pend: (writing: Promise<void>) => void },
): Promise<Saved> {
  if (items.length === 0) return new Map()
  const [saved] = await Promise.all([
    insertTracks(sql, items, { columns, insertNew }),
    holdReferences(sql, 'artists', [...artistIds.values()]),
    holdReferences(sql, 'albums', [...albumIds.values()]),
  ])
  const known = saved.size === items.length ? [] : items.filter(({ keys }) => !saved.has(keys.publicId))
  const merged = await mergeTracks(sql, known, toColumns(known, albumIds))
  for (const [publicId, row] of merged.saved) saved.set(publicId, row)
  pend(saveTrackArtists(sql, items, { ...merged, saved, artistIds, insertNew }))
  return saved
}

/**
 * Artists are replaced only where Spotify names them, or a file corrects what files said: a file's single text must not
 * flatten a known list.
 */
async function saveTrackArtists(
  sql: Queryable,
  items: KeyedTrack[],
  { saved, ofFiles, artistIds, insertNew }: Merged & { artistIds: Map<string, string>; insertNew: InsertNew },
) {
  const rows = items.flatMap(({ source, keys, replaces }) => {
    const { id, change } = getSaved(saved, keys.publicId)
    const corrects = replaces === true && ofFiles.has(keys.publicId)
    if (change !== 'added' && source === 'file' && !corrects) return []
    const ids = new Set(keys.artists.map((key) => artistIds.get(key) ?? ''))
    return [...ids].map((artistId, position) => ({ id, position, artistId, isNew: change === 'added' }))
  })
  const known = rows.filter(({ isNew }) => !isNew)
  const knownIds = known.map((row) => row.id)
  if (known.length > 0) {
    await sql`
      with incoming as (
        select * from unnest(${toPlainArray(knownIds)}::bigint[], ${toPlainArray(known.map((r) => r.position))}::smallint[], ${toPlainArray(known.map((r) => r.artistId))}::bigint[])
          as i (track_id, position, artist_id)
      )
      delete from track_artists ta where ta.track_id = any(${toPlainArray(knownIds)}::bigint[]) and not exists (
        select 1 from incoming i where (i.track_id, i.position, i.artist_id) = (ta.track_id, ta.position, ta.artist_id))`
  }
  const added = rows.filter(({ isNew }) => isNew)
  await Promise.all([
    known.length > 0 && sql`${insertCredits(sql, known)} on conflict do nothing`,
    added.length > 0 && insertNew(insertCredits(sql, added)),
  ])
}

const insertCredits = (sql: Queryable, rows: { id: string; position: number; artistId: string }[]) => sql`
  insert into track_artists (track_id, position, artist_id)
  select * from unnest(${toPlainArray(rows.map((row) => row.id))}::bigint[],
    ${toPlainArray(rows.map((row) => row.position))}::smallint[], ${toPlainArray(rows.map((row) => row.artistId))}::bigint[])`

function getSaved(saved: Saved, publicId: string): SavedTrack {
  const row = saved.get(publicId)
  if (!row) throw new Error(`track ${publicId} was not stored`)
  return row
}
