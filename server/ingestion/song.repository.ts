import type { Sql } from '~db/client'

/** A release of a song in the catalog, by its song key; `searchable` where it has a vector. */
export type SongRelease = { id: string; publicId: string; songKey: string; searchable: boolean }

/** Finds releases by the keys of domain/song-key.ts. */
export function createSongRepository(sql: Sql) {
  return {
    /**
     * Releases of songs with one of `keys`, and up to `perTitle` of those that share a title of `titles` (the part of a
     * key before the bar): searchable ones first, then the best known.
     */
    async findSongs(keys: string[], titles: string[], perTitle: number): Promise<SongRelease[]> {
      const rows = await sql<{ id: string; public_id: string; song_key: string; searchable: boolean }[]>`
        select t.id, t.public_id, t.song_key, v.track_id is not null as searchable
        from (
          select id, public_id, song_key, popularity from tracks where song_key = any(${keys}::text[])
          union
          select same.* from unnest(${titles}::text[]) as asked (title)
          cross join lateral (
            select id, public_id, song_key, popularity from tracks
            where song_key ~>=~ (asked.title || '|') and song_key ~<~ (asked.title || '}')
            order by popularity desc nulls last, id limit ${perTitle}) same
        ) t left join track_vectors v on v.track_id = t.id
        order by searchable desc, t.popularity desc nulls last, t.id`
      return rows.map((row) => ({
        id: row.id,
        publicId: row.public_id,
        songKey: row.song_key,
        searchable: row.searchable,
      }))
    },
  }
}
