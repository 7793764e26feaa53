import type { Queryable } from '~db/client'
import type { KeyedTrack, PreparedTracks, SavedTrack } from '../services/ports'
import { toPlainArray, toTextArray } from './array-text'
import { saveAlbums, saveArtists } from './credit-writer'
import { insertTracks, mergeTracks, toColumns, toUnique, type Saved } from './track-writer'

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
  if (!batch.every(({ source }) => source === 'file')) return stored
  const rows = batch.map(({ keys }) => keys)
  const found = await sql<{ row: number; id: string; public_id: string }[]>`
    select i.row::integer as row, t.id, t.public_id
    from unnest(${toTextArray(rows.map(({ publicId }) => publicId))}::text[],
      ${toTextArray(rows.map(({ print }) => print))}::text[],
      ${toTextArray(rows.map(({ values }) => values?.print ?? null))}::text[])
      with ordinality as i (public_id, print, values_print, row)
    join tracks t on t.public_id = i.public_id and t.file_print = i.print
    left join feature_sets f on f.track_id = t.id and f.source = 'file'
    where i.values_print is null or f.print = i.values_print`
  for (const { row, id, public_id } of found) {
    stored[row - 1] = { id, publicId: public_id, change: 'unchanged' }
  }
  return stored
}

/**
 * Writes a prepared batch in set-based statements (`unnest`), so that it costs a handful of round trips whatever its
 * size; gives its tracks by public id. Runs in a transaction that writes the catalog alone. What is still being written
 * at the end is handed to `pend`, and has to be awaited before the transaction ends.
 */
export async function saveTracks(
  sql: Queryable,
  { items, artistIds, albumIds, columns }: PreparedTracks,
  pend: (writing: Promise<void>) => void,
): Promise<Saved> {
  if (items.length === 0) return new Map()
  const saved = await insertTracks(sql, items, columns)
  const known = saved.size === items.length ? [] : items.filter(({ keys }) => !saved.has(keys.publicId))
  if (known.length > 0) {
    const merged = await mergeTracks(sql, known, toColumns(known, albumIds))
    for (const [publicId, row] of merged) saved.set(publicId, row)
  }
  pend(saveTrackArtists(sql, items, saved, artistIds))
  return saved
}

/** Artists are replaced only where Spotify names them: a file's single text must not flatten a known list. */
async function saveTrackArtists(
  sql: Queryable,
  items: KeyedTrack[],
  saved: Saved,
  artistIds: Map<string, string>,
) {
  const rows = items.flatMap(({ source, keys }) => {
    const { id, change } = getSaved(saved, keys.publicId)
    if (change !== 'added' && source === 'file') return []
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
  if (rows.length === 0) return
  await sql`
    insert into track_artists (track_id, position, artist_id)
    select * from unnest(${toPlainArray(rows.map((row) => row.id))}::bigint[], ${toPlainArray(rows.map((r) => r.position))}::smallint[], ${toPlainArray(rows.map((r) => r.artistId))}::bigint[])
    on conflict do nothing`
}

function getSaved(saved: Saved, publicId: string): SavedTrack {
  const row = saved.get(publicId)
  if (!row) throw new Error(`track ${publicId} was not stored`)
  return row
}
