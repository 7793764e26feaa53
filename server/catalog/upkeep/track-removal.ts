import type { Queryable } from '~db/client'
import { touchVectors } from '../vectors/vector.repository'
import { lockVersions, regroup } from '../store/version.repository'

/** The tables that say who uses a track; or, in a preview, what will be left of them. */
type Uses = { clicks: string; items: string; staged: string }
const USES: Uses = { clicks: 'clicks', items: 'playlist_items', staged: 'staged_items' }

/**
 * Those of Spotify's tracks that nobody clicked on and no file described: what a person gave is not Spotify's to take
 * away. Whether they are in a playlist is another question.
 */
export function isSpotifysAlone(sql: Queryable, { clicks }: Uses = USES) {
  return sql`t.source = 'spotify'
    and not exists (select from ${sql(clicks)} c where c.track_id = t.id)
    and not exists (select from ${sql(clicks)} c where c.seed_id = t.id)
    and not exists (select from feature_sets f where f.track_id = t.id and f.source = 'file')`
}

/** In no playlist, nor in one that was read half. */
export function isInNoPlaylist(sql: Queryable, { items, staged }: Uses = USES) {
  return sql`not exists (select from ${sql(items)} i where i.track_id = t.id)
    and not exists (select from ${sql(staged)} i where i.track_id = t.id)`
}

/** Somebody may be reading a playlist with what was seen within the hour, or has prepared what names it. */
export const isUnseenForAnHour = (sql: Queryable, alias = 't') =>
  sql`${sql(alias)}.fetched_at < now() - interval '1 hour'`

/**
 * Removes those of the tracks that are Spotify's alone and in no playlist, save those that were seen within the hour:
 * somebody may be reading a playlist with them. Gives how many. In a transaction.
 */
export async function removeUnusedOf(tx: Queryable, trackIds: string[]): Promise<number> {
  if (trackIds.length === 0) return 0
  await lockVersions(tx)
  const unused = await tx<{ id: string }[]>`
    select t.id from tracks t
    where t.id = any(${trackIds}::bigint[]) and ${isSpotifysAlone(tx)} and ${isInNoPlaylist(tx)}
      and ${isUnseenForAnHour(tx)}`
  return removeTracks(
    tx,
    unused.map(({ id }) => id),
  )
}

/**
 * Removes those of the tracks that only files know, that nobody clicked on and no list holds. None while a file is being
 * imported, which may be about to name one of them. Gives how many. In a transaction.
 */
export async function removeUnheldOf(tx: Queryable, trackIds: string[]): Promise<number> {
  if (trackIds.length === 0) return 0
  await lockVersions(tx)
  const unheld = await tx<{ id: string }[]>`
    select t.id from tracks t
    where t.id = any(${trackIds}::bigint[]) and t.source = 'file' and ${isInNoPlaylist(tx)}
      and not exists (select from clicks c where c.track_id = t.id or c.seed_id = t.id)
      and not exists (select from jobs where kind = 'import-file' and state in ('queued', 'running', 'waiting'))`
  return removeTracks(
    tx,
    unheld.map(({ id }) => id),
  )
}

/**
 * Removes tracks with their values and vectors, which the index hears of; what could belong to their recordings, or was kept
 * from it by one of them, is grouped again. In a transaction, under `lockVersions`. Gives how many.
 */
export async function removeTracks(tx: Queryable, trackIds: string[]): Promise<number> {
  if (trackIds.length === 0) return 0
  const kin = await tx<{ id: string }[]>`
    with gone as (
      select id, song_key, isrc, recording_id from tracks where id = any(${trackIds}::bigint[])
    ), kin as (
      select t.id from gone join tracks t using (song_key)
      union select t.id from gone join tracks t using (isrc)
      union select t.id from gone join tracks t using (recording_id)
    )
    select id from kin where id not in (select id from gone)`
  const gone = await tx`delete from tracks where id = any(${trackIds}::bigint[])`
  await touchVectors(
    tx,
    await regroup(
      tx,
      kin.map(({ id }) => id),
    ),
  )
  return gone.count
}
