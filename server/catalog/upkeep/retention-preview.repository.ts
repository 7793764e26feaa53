import type { Sql } from '~db/client'
import type { RetentionPreview } from '../domain/upkeep'
import { isInNoPlaylist, isSpotifysAlone, isUnseenForAnHour } from './track-removal'
import { isForgettable } from '../vectors/vector.repository'
import { isLeftBehind } from '../../files/upload.repository'

type Bounds = { metadataDays: number; jobDays: number; uploadHours: number }

/** What retention would take out, counted in one look at the database; nothing is changed, and nobody has to wait. */
export function createRetentionPreviewRepository(sql: Sql) {
  return {
    /** The same rules in the same order: what one takes out, a later one finds gone. */
    async count({ metadataDays, jobDays, uploadHours }: Bounds): Promise<RetentionPreview> {
      const isOld = sql`t.fetched_at < now() - make_interval(days => ${metadataDays})`
      const left = (items: string) => ({ clicks: 'kept_clicks', items, staged: 'kept_staged' })
      const isAlone = isSpotifysAlone(sql, left('playlist_items'))
      const [row] = await sql<RetentionPreview[]>`
        with leaving as materialized (select id from users where delete_after <= now()),
        guests as materialized (
          select l.id from listeners l where user_id is null and name is null and not exists (
            select from sessions s where s.listener_id = l.id and s.expires_at >= now())),
        kept_clicks as (
          select c.track_id, c.seed_id from clicks c join listeners l on l.id = c.listener_id
          where l.id not in (select id from guests)
            and (l.user_id is null or l.user_id not in (select id from leaving))),
        kept_staged as (
          select s.track_id from staged_items s join playlist_readings r on r.id = s.reading_id
          where r.reader is null or r.reader not in (select id from leaving)),
        closed as materialized (
          select id from playlists p where restricted and not exists (
            select from playlist_readers r
            where r.playlist_id = p.id and r.user_id not in (select id from leaving))),
        unread as materialized (
          select id from playlists t where source = 'spotify' and unread_at > fetched_at and ${isOld}
            and id not in (select id from closed)),
        open_items as (
          select track_id from playlist_items where playlist_id not in (select id from closed)),
        kept_items as (
          select track_id from playlist_items
          where playlist_id not in (select id from closed) and playlist_id not in (select id from unread)),
        of_users as materialized (
          select t.id from tracks t
          where t.id in (
              select track_id from playlist_items where playlist_id in (select id from closed))
            and ${isAlone} and ${isInNoPlaylist(sql, left('open_items'))} and ${isUnseenForAnHour(sql)}),
        gone as materialized (
          select t.id from tracks t where t.gone_at > t.fetched_at and ${isOld} and ${isAlone}
            and t.id not in (select id from of_users)),
        unused as materialized (
          select t.id from tracks t
          where ${isOld} and ${isAlone} and ${isInNoPlaylist(sql, left('kept_items'))}
            and t.id not in (select id from of_users) and t.id not in (select id from gone)),
        removed as materialized (
          select id from of_users union all select id from gone union all select id from unused)
        select
          (select count(*) from guests)::int as guests,
          (select count(*) from leaving)::int as users,
          (select count(*) from of_users)::int as "tracksOfUsers",
          (select count(*) from unread)::int as "playlistsUnread",
          (select count(*) from gone)::int as "tracksGone",
          (select count(*) from unused)::int as "tracksUnused",
          (select count(*) from albums a where ${isUnseenForAnHour(sql, 'a')} and not exists (
            select from tracks t where t.album_id = a.id and t.id not in (select id from removed)))::int as albums,
          (select count(*) from artists a where ${isUnseenForAnHour(sql, 'a')} and not exists (
            select from track_artists ta
            where ta.artist_id = a.id and ta.track_id not in (select id from removed)))::int as artists,
          (select count(*) from feature_misses where until < now())::int as "featureMisses",
          (select count(*) from jobs where finished_at < now() - make_interval(days => ${jobDays})
            and (user_id is null or user_id not in (select id from leaving)))::int as jobs,
          (select count(*) from vector_removals where ${isForgettable(sql)})::int as "vectorRemovals",
          (select count(*) from uploads where ${isLeftBehind(sql, uploadHours)})::int as uploads,
          (select count(*) from tracks t where t.source = 'spotify' and ${isOld}
            and t.id not in (select id from removed))::int as overdue`
      if (!row) throw new Error('nothing was counted')
      return row
    },
  }
}
