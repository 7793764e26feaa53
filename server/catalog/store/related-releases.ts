import type { Queryable } from '~db/client'
import { settled } from '../../domain/settled'
import type { Release } from '../../recordings/domain/groups'
import type { Override } from '../../recordings/domain/override'
import relatedReleases from './related-releases.sql'
import { runStatement } from './write-tracks/run-statement'

/** Releases that are looked at with those of a batch at most; beyond, an ISRC is shared by everything, and all stay as they are. */
const MAX_RELATED = 20_000

/** A release, and the recording it belonged to when it was read. */
export type StoredRelease = Release & { recordingId: string | null }
/** Releases that hang together, and what was decided about them, the oldest decision first. */
export type Related = { releases: StoredRelease[]; overrides: Override[] }

type ReleaseRow = {
  id: string
  public_id: string
  song_key: string
  isrc: string | null
  duration_ms: number | null
  recording_id: string | null
}
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

async function findNeighbours(sql: Queryable, ids: string[], limit: number): Promise<StoredRelease[]> {
  const rows = await runStatement<ReleaseRow>(sql, relatedReleases, ids, limit)
  return rows.map((row) => ({
    id: row.id,
    publicId: row.public_id,
    songKey: row.song_key,
    isrc: row.isrc,
    durationMs: row.duration_ms,
    recordingId: row.recording_id,
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
