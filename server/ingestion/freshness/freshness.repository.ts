import type { Sql } from '~db/client'
import type { StalePlaylist } from './refresh-playlists'

/** What of Spotify was last seen too long ago. The date that a row was seen is the checkpoint of refreshing it. */
export function createFreshnessRepository(sql: Sql) {
  const isOld = (asked: 'gone_at' | 'unread_at', days: number) =>
    sql`source = 'spotify' and greatest(fetched_at, ${sql(asked)}) < now() - make_interval(days => ${days})`
  /** Files and pasted lists name no source that could be asked again; Liked Songs have their reader. */
  const isReadable = sql`(not p.restricted and p.spotify_id is not null or exists (
    select from playlist_readers r join accounts a on a.user_id = r.user_id
    where r.playlist_id = p.id and a.refresh_token is not null))`

  return {
    tracks: {
      async listTracks(days: number, limit: number): Promise<string[]> {
        const rows = await sql<{ spotify_id: string }[]>`
          select spotify_id from tracks where ${isOld('gone_at', days)} and spotify_id is not null
          order by greatest(fetched_at, gone_at), id limit ${limit}`
        return rows.map((row) => row.spotify_id)
      },

      async countTracks(days: number): Promise<number> {
        const [row] = await sql<{ n: number }[]>`
          select count(*)::int as n from tracks where ${isOld('gone_at', days)} and spotify_id is not null`
        return row?.n ?? 0
      },

      async markTracksSeen(spotifyIds: string[]): Promise<void> {
        await sql`
          update tracks set fetched_at = now(), gone_at = null where public_id = any(${spotifyIds}::text[])`
      },

      /** `fetched_at` stays: when it was last seen. */
      async markTracksGone(spotifyIds: string[]): Promise<void> {
        await sql`
          update tracks set gone_at = now() where public_id = any(${spotifyIds}::text[])`
      },
    },

    playlists: {
      async list(days: number, limit: number): Promise<StalePlaylist[]> {
        const rows = await sql<
          { public_id: string; snapshot_id: string | null; items: number; reader: string | null }[]
        >`
          select p.public_id, p.snapshot_id, (select count(*)::int from playlist_items i where i.playlist_id = p.id) as items,
            case when p.restricted then (
              select r.user_id from playlist_readers r join accounts a on a.user_id = r.user_id
              where r.playlist_id = p.id and a.refresh_token is not null order by r.user_id limit 1) end as reader
          from playlists p where ${isOld('unread_at', days)} and ${isReadable}
          order by greatest(fetched_at, unread_at), id limit ${limit}`
        return rows.map(({ public_id, snapshot_id, items, reader }) => ({
          publicId: public_id,
          snapshotId: snapshot_id,
          items,
          reader,
        }))
      },

      async count(days: number): Promise<number> {
        const [row] = await sql<{ n: number }[]>`
          select count(*)::int as n from playlists p where ${isOld('unread_at', days)} and ${isReadable}`
        return row?.n ?? 0
      },

      async markSeen(publicId: string): Promise<void> {
        await sql`update playlists set fetched_at = now(), unread_at = null where public_id = ${publicId}`
      },

      async markUnread(publicId: string): Promise<void> {
        await sql`update playlists set unread_at = now() where public_id = ${publicId}`
      },
    },
  }
}
