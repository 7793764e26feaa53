import type { Queryable } from '~db/client'
import { settled } from '../../../domain/settled'
import type { UniqueTrack, WrittenTrack } from '../../ports'
import saveAlbums from './albums.sql'
import saveArtists from './artists.sql'
import saveCredits from './credits.sql'
import { toAlbums, toArtists } from './named'
import findKnownAlbums from './known-albums.sql'
import removeCredits from './remove-credits.sql'
import { runStatement } from './run-statement'
import mergeTracks from './tracks.sql'

type Merged = {
  id: string
  public_id: string
  change: WrittenTrack['change']
  source: UniqueTrack['source']
  former_group: string[]
}

/**
 * Writes tracks with their artists, albums and credits in a few set-based statements; gives them by public id. Call it in
 * the transaction that is the only one to write the catalog.
 */
export async function saveTracks(
  sql: Queryable,
  tracks: readonly UniqueTrack[],
): Promise<Map<string, WrittenTrack>> {
  const albumOf = await findAlbums(sql, tracks)
  const mayReplace = ({ source, replaces }: UniqueTrack) => source === 'spotify' || replaces === true
  // Nothing is written that no track will have: a known one keeps the artists and the album of the first file.
  const isCredited = (track: UniqueTrack) => mayReplace(track) || !albumOf.has(track.keys.publicId)
  const isOnAlbum = (track: UniqueTrack) => {
    const album = albumOf.get(track.keys.publicId) ?? null
    return mayReplace(track) || album === null || album === track.keys.album
  }
  const [, , merged] = await settled([
    runStatement(sql, saveArtists, toArtists(tracks.filter(isCredited))),
    runStatement(sql, saveAlbums, toAlbums(tracks.filter(isOnAlbum))),
    runStatement<Merged>(sql, mergeTracks, tracks.map(toRow)),
  ])
  const rows = new Map(merged.map((row) => [row.public_id, row]))
  await credit(sql, tracks, rows)
  await noteSeen(sql, tracks)
  return new Map(
    merged.map(({ id, public_id: publicId, change, former_group: formerGroup }) => [
      publicId,
      { id, publicId, change, formerGroup },
    ]),
  )
}

/** Keys of the albums of those tracks that are known, by public id; null for one without an album. */
async function findAlbums(sql: Queryable, tracks: readonly UniqueTrack[]) {
  const publicIds = tracks.map(({ keys }) => keys.publicId)
  const rows = await runStatement<{ public_id: string; key: string | null }>(sql, findKnownAlbums, publicIds)
  return new Map(rows.map((row) => [row.public_id, row.key]))
}

const toRow = ({ track, source, keys, replaces = false }: UniqueTrack) => ({
  public_id: keys.publicId,
  spotify_id: track.spotifyId,
  name: track.name,
  song_key: keys.song,
  album_key: keys.album,
  duration_ms: track.durationMs,
  isrc: track.isrc,
  explicit: track.explicit,
  popularity: track.popularity,
  release_year: track.releaseYear,
  genres: track.genres,
  source,
  corrects: replaces,
})

/**
 * Artists are replaced only where Spotify names them, or a file corrects what files said: a file's single text must not
 * flatten a known list.
 */
async function credit(sql: Queryable, tracks: readonly UniqueTrack[], rows: Map<string, Merged>) {
  const replaced: Credit[] = []
  const added: Credit[] = []
  for (const { keys, source, replaces } of tracks) {
    const row = rows.get(keys.publicId)
    if (!row) throw new Error(`track ${keys.publicId} was not stored`)
    const isReplaced = source === 'spotify' || (replaces === true && row.source === 'file')
    if (row.change !== 'added' && !isReplaced) continue
    const credits = [...new Set(keys.artists)].map((artist_key, position) => ({
      track_id: row.id,
      position,
      artist_key,
    }))
    if (row.change === 'added') added.push(...credits)
    else replaced.push(...credits)
  }
  await runStatement(sql, removeCredits, replaced)
  await runStatement(sql, saveCredits, [...added, ...replaced])
}

type Credit = { track_id: string; position: number; artist_key: string }

/** Spotify has to be asked about a track again some time after it was last seen there. */
async function noteSeen(sql: Queryable, tracks: readonly UniqueTrack[]): Promise<void> {
  const seen = tracks.filter(({ source }) => source === 'spotify').map(({ keys }) => keys.publicId)
  if (seen.length === 0) return
  await sql`
    update tracks set fetched_at = now()
    where public_id = any(${seen}::text[]) and fetched_at < now() - interval '1 hour'`
}
