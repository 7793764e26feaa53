import type { Queryable } from '~db/client'
import type { Release } from '../../recordings/domain/groups'
import type { Override } from '../../recordings/domain/override'
import relatedReleases from './related-releases.sql'
import releasesInCompany from './releases-in-company.sql'
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
 * where these are too many. Each song, ISRC, recording and decision is followed once; most tracks of an import have none in common.
 */
export async function findRelated(sql: Queryable, trackIds: string[]): Promise<Related> {
  const atMost = trackIds.length + MAX_RELATED
  const related = new Map<string, StoredRelease>()
  const decisions = new Map<string, Override>()
  const followed = new Set<string>()
  const follow = (keys: readonly (string | null)[], kind: string): string[] => {
    const fresh = new Set(keys.flatMap((key) => (key === null || followed.has(kind + key) ? [] : [key])))
    for (const key of fresh) followed.add(kind + key)
    return [...fresh]
  }
  let found = (await runStatement<ReleaseRow>(sql, releasesInCompany, trackIds)).map(toRelease)
  while (found.length > 0) {
    for (const override of await findDecisions(sql, found)) decisions.set(String(override.number), override)
    const keys = [
      follow(
        found.map(({ songKey }) => songKey),
        'song:',
      ),
      follow(
        found.map(({ isrc }) => isrc),
        'isrc:',
      ),
      follow(
        found.map(({ recordingId }) => recordingId),
        'recording:',
      ),
      follow(
        [...decisions.values()].flatMap(({ track, other }) => [track, other]),
        'id:',
      ),
    ]
    if (keys.every((some) => some.length === 0)) break
    const rows = await sql.unsafe<ReleaseRow[]>(relatedReleases, [...keys, atMost + 1])
    found = rows.map(toRelease).filter(({ id }) => !related.has(id))
    for (const release of found) related.set(release.id, release)
    if (related.size > atMost) return { releases: [], overrides: [] }
  }
  const overrides = [...decisions.values()].sort((a, b) => a.number - b.number)
  return { releases: [...related.values()], overrides }
}

const toRelease = (row: ReleaseRow): StoredRelease => ({
  id: row.id,
  publicId: row.public_id,
  songKey: row.song_key,
  isrc: row.isrc,
  durationMs: row.duration_ms,
  recordingId: row.recording_id,
})

/** Decisions about these releases that stand. */
async function findDecisions(sql: Queryable, releases: Release[]): Promise<Override[]> {
  const publicIds = releases.map(({ publicId }) => publicId)
  const rows = await sql<OverrideRow[]>`
    select number, kind, track, other from version_overrides
    where undone_at is null and (track = any(${publicIds}::text[]) or other = any(${publicIds}::text[]))`
  return rows.map((row) => ({ ...row, number: Number(row.number) }))
}
