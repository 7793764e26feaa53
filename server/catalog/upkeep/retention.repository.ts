import type { Sql } from '~db/client'
import { isInNoPlaylist, isSpotifysAlone, isUnseenForAnHour, removeTracks } from './track-removal'
import { forgetRemovals } from '../vectors/vector.repository'
import { lockVersions } from '../store/version.repository'

/** What stands in a playlist where a track was that Spotify took away. */
const GONE = { name: '(a track that was here)', reason: 'Spotify no longer offers what stood here' }

/** Takes out what is not to be kept any longer. Each method gives how many it removed; `limit` bounds one transaction. */
export function createRetentionRepository(sql: Sql) {
  const isOld = (days: number) => sql`t.fetched_at < now() - make_interval(days => ${days})`

  return {
    /** Spotify's tracks that were last seen so long ago and are in no playlist. */
    removeUnused: (days: number, limit: number): Promise<number> =>
      sql.begin(async (tx) => {
        await lockVersions(tx)
        const rows = await tx<{ id: string }[]>`
          select t.id from tracks t
          where ${isOld(days)} and ${isSpotifysAlone(tx)} and ${isInNoPlaylist(tx)} order by t.id limit ${limit}`
        return removeTracks(
          tx,
          rows.map(({ id }) => id),
        )
      }),

    /** Tracks that were last seen so long ago and are gone at Spotify; their places in playlists say so. */
    removeGone: (days: number, limit: number): Promise<number> =>
      sql.begin(async (tx) => {
        await lockVersions(tx)
        const rows = await tx<{ id: string }[]>`
          select t.id from tracks t
          where t.gone_at > t.fetched_at and ${isOld(days)} and ${isSpotifysAlone(tx)} order by t.id limit ${limit}`
        const ids = rows.map(({ id }) => id)
        await tx`
          update playlist_items set track_id = null, skipped_name = ${GONE.name}, skipped_reason = ${GONE.reason}
          where track_id = any(${ids}::bigint[])`
        return removeTracks(tx, ids)
      }),

    /** Playlists of Spotify that were last seen so long ago and could not be read again. */
    async removeUnreadPlaylists(days: number): Promise<number> {
      const gone = await sql`
        delete from playlists t where source = 'spotify' and unread_at > fetched_at and ${isOld(days)}`
      return gone.count
    },

    /** Albums and artists that no track names. */
    removeOrphans: (): Promise<{ albums: number; artists: number }> =>
      sql.begin(async (tx) => {
        // Whoever stores a track meanwhile may be about to name one of them, or has prepared it.
        await lockVersions(tx)
        const isOld = isUnseenForAnHour(tx, 'a')
        const albums = await tx`
          delete from albums a where ${isOld}
            and not exists (select from tracks t where t.album_id = a.id)`
        const artists = await tx`
          delete from artists a where ${isOld}
            and not exists (select from track_artists ta where ta.artist_id = a.id)`
        return { albums: albums.count, artists: artists.count }
      }),

    async forgetFeatureMisses(): Promise<number> {
      return (await sql`delete from feature_misses where until < now()`).count
    },

    async forgetJobs(days: number): Promise<number> {
      const gone = await sql`delete from jobs where finished_at < now() - make_interval(days => ${days})`
      return gone.count
    },

    forgetVectorRemovals: (): Promise<number> => forgetRemovals(sql),

    /** Tracks of Spotify that are in use and were last seen so long ago. */
    async countOverdue(days: number): Promise<number> {
      const [row] = await sql<{ n: number }[]>`
        select count(*)::int as n from tracks t where t.source = 'spotify' and ${isOld(days)}`
      return row?.n ?? 0
    },
  }
}
