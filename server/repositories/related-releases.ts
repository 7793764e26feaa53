import type { Queryable } from '~db/client'
import { settled } from '../domain/settled'
import type { Release } from '../domain/versions/groups'
import type { Override } from '../domain/versions/override'
import { toPlainArray } from './array-text'

/** Releases that are looked at with those of a batch at most; beyond, an ISRC is shared by everything, and all stay as they are. */
const MAX_RELATED = 20_000

/** A release, and the recording it belonged to when it was read. */
export type StoredRelease = Release & { recordingId: string | null }
/** Releases that hang together, and what was decided about them, the oldest decision first. */
export type Related = { releases: StoredRelease[]; overrides: Override[] }

/** A release as one JSON list: the driver takes 5 µs for a row of six columns. */
type ReleaseRow = [
  id: string,
  publicId: string,
  songKey: string,
  isrc: string | null,
  durationMs: number | null,
  recordingId: string | null,
]
export type OverrideRow = { number: string; kind: 'split' | 'join'; track: string; other: string | null }

/**
 * Those of these tracks that could belong to another one's recording, or do, with all that hang together with them; none
 * where these are too many. Most imports take one question: what it finds leads on only by a song or an ISRC that was not
 * asked for, or by a decision, of which most catalogs have none.
 */
export async function findRelated(sql: Queryable, trackIds: string[]): Promise<Related> {
  const atMost = trackIds.length + MAX_RELATED
  const related = new Map<string, StoredRelease>()
  const asked = new Set<string>()
  const keys = new Set<string>()
  const [first, hasOverrides] = await settled([
    findNeighbours(sql, trackIds, atMost + 1),
    hasActiveOverrides(sql),
  ])
  const leadsOn = (release: StoredRelease) =>
    !asked.has(release.id) && (hasOverrides || keysOf(release).some((key) => !keys.has(key)))
  for (let ids = trackIds, found = first; ;) {
    for (const id of ids) asked.add(id)
    for (const release of found) {
      related.set(release.id, release)
      if (asked.has(release.id)) for (const key of keysOf(release)) keys.add(key)
    }
    if (related.size > atMost) return { releases: [], overrides: [] }
    ids = found.filter(leadsOn).map(({ id }) => id)
    if (ids.length === 0) break
    found = await findNeighbours(sql, ids, atMost + 1)
  }
  const releases = [...related.values()]
  return { releases, overrides: hasOverrides ? await findActive(sql, releases) : [] }
}

/** What others are found by; those of its recording are found with it. */
const keysOf = ({ songKey, isrc }: StoredRelease): string[] =>
  isrc === null ? [`song:${songKey}`] : [`song:${songKey}`, `isrc:${isrc}`]

async function hasActiveOverrides(sql: Queryable): Promise<boolean> {
  const [row] = await sql<{ some: boolean }[]>`
    select exists (select from version_overrides where undone_at is null) as some`
  return row?.some ?? false
}

/**
 * Releases that share a song, an ISRC, a recording or a decision with one of these, and these where they do, and all of their
 * recordings; each key is looked for once, so that one that thousands share does not make millions of pairs. `offset 0` has each key looked up in
 * its index: a table that has just grown has no statistics, and would be read whole instead.
 */
async function findNeighbours(sql: Queryable, ids: string[], limit: number): Promise<StoredRelease[]> {
  const [found] = await sql<{ releases: ReleaseRow[] | null }[]>`
    with own as materialized (
      select t.public_id, t.song_key, t.isrc, t.recording_id
      from unnest(${toPlainArray(ids)}::bigint[]) as i (id) join tracks t using (id)
      where t.recording_id is not null
        or exists (select from tracks u where u.song_key = t.song_key and u.id <> t.id)
        or exists (select from tracks u where u.isrc = t.isrc and u.id <> t.id)
        or ((select exists (select from version_overrides where undone_at is null))
          and exists (select from version_overrides v where v.undone_at is null and t.public_id in (v.track, v.other)))
    ), near as (
      select t.id from (select distinct song_key from own) as o
        cross join lateral (select id from tracks where song_key = o.song_key offset 0) as t
      union select t.id from (select distinct isrc from own) as o
        cross join lateral (select id from tracks where isrc = o.isrc offset 0) as t
      union select t.id from (select distinct recording_id from own) as o
        cross join lateral (select id from tracks where recording_id = o.recording_id offset 0) as t
      union select t.id from version_overrides v
        cross join lateral (select id from tracks where public_id in (v.track, v.other) offset 0) as t
        where v.undone_at is null
          and (v.track in (select public_id from own) or v.other in (select public_id from own))
    ), releases as materialized (
      select t.* from near cross join lateral (
        select id, public_id, song_key, isrc, duration_ms, recording_id from tracks where id = near.id offset 0) as t
    )
    select json_agg(json_build_array(id::text, public_id, song_key, isrc, duration_ms, recording_id::text)) as releases from (
      select * from releases union
      select t.* from (select distinct recording_id from releases) as o cross join lateral (
        select id, public_id, song_key, isrc, duration_ms, recording_id from tracks
        where recording_id = o.recording_id offset 0) as t
      limit ${limit}) as found`
  return (found?.releases ?? []).map(([id, publicId, songKey, isrc, durationMs, recordingId]) => ({
    id,
    publicId,
    songKey,
    isrc,
    durationMs,
    recordingId,
  }))
}

/** Decisions about these releases that stand. */
async function findActive(sql: Queryable, releases: Release[]): Promise<Override[]> {
  if (releases.length === 0) return []
  const publicIds = releases.map(({ publicId }) => publicId)
  const rows = await sql<OverrideRow[]>`
    select number, kind, track, other from version_overrides
    where undone_at is null and (track = any(${publicIds}::text[]) or other = any(${publicIds}::text[]))
    order by number`
  return rows.map((row) => ({ ...row, number: Number(row.number) }))
}
