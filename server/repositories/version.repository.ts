import type { Queryable, Sql } from '~db/client'
import type { Override, VersionDecision } from '../domain/versions/override'
import { toGroups, type Release } from '../domain/versions/groups'
import { LOCKS } from './advisory-lock'
import { toPlainArray } from './array-text'

/** Releases that are looked at with those of a batch at most; beyond, an ISRC is shared by everything, and all stay as they are. */
const MAX_RELATED = 20_000
/** Releases and decisions that are shown of one recording at most. */
const MAX_SHOWN = 100

/** A release, and the recording it belonged to when it was read. */
type StoredRelease = Release & { recordingId: string | null }
type ReleaseRow = {
  id: string
  recording_id: string | null
  public_id: string
  song_key: string
  isrc: string | null
  duration_ms: number | null
}
type OverrideRow = { number: string; kind: 'split' | 'join'; track: string; other: string | null }

/**
 * Derives the recordings of these tracks and of all that hang together with them, and gives the ids of those that
 * belong to another one than before. Call it under `lockVersions`.
 */
export async function regroup(sql: Queryable, trackIds: string[]): Promise<string[]> {
  if (trackIds.length === 0) return []
  const { releases, overrides } = await findRelated(sql, trackIds)
  const groups = toGroups(releases, overrides)
  const sizes = new Map<string, number>()
  for (const name of groups.values()) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  const named = releases.map(({ id, recordingId }) => {
    const name = groups.get(id) ?? id
    return { id, before: recordingId, name: (sizes.get(name) ?? 0) > 1 ? name : null }
  })
  // Most releases are the only ones of their recording, and stay so.
  const moved = named.filter(({ before, name }) => before !== name)
  if (moved.length === 0) return []
  const changed = await sql<{ id: string }[]>`
    update tracks t set recording_id = g.name
    from unnest(${moved.map(({ id }) => id)}::bigint[], ${moved.map(({ name }) => name)}::bigint[]) as g (id, name)
    where t.id = g.id and t.recording_id is distinct from g.name returning t.id`
  return changed.map(({ id }) => id)
}

/** One transaction at a time derives recordings: two that add releases of one recording would not see each other. */
export async function lockVersions(sql: Queryable): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCKS.recordings})`
}

/** Keeps those away who store tracks, decide on recordings or remove tracks. */
export async function shareVersions(sql: Queryable): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${LOCKS.recordings})`
}

async function findRelated(
  sql: Queryable,
  trackIds: string[],
): Promise<{ releases: StoredRelease[]; overrides: Override[] }> {
  const related = new Map<string, StoredRelease>()
  const overrides = new Map<string, Override>()
  let fresh = await findReleases(sql, await findTied(sql, trackIds))
  while (fresh.length > 0) {
    for (const release of fresh) related.set(release.id, release)
    const decided = await findActive(
      sql,
      fresh.map(({ publicId }) => publicId),
    )
    for (const override of decided) overrides.set(String(override.number), override)
    if (related.size > trackIds.length + MAX_RELATED) return { releases: [], overrides: [] }
    const rows = await sql<{ id: string }[]>`
      select id from tracks where isrc = any(${fresh.flatMap(({ isrc }) => isrc ?? [])}::text[])
      union select id from tracks where song_key = any(${fresh.map(({ songKey }) => songKey)}::text[])
      union select id from tracks
        where public_id = any(${decided.flatMap(({ track, other }) => [track, ...(other === null ? [] : [other])])}::text[])
      union select u.id from tracks t join tracks u on u.recording_id = t.recording_id
        where t.id = any(${fresh.map(({ id }) => id)}::bigint[])`
    fresh = await findReleases(
      sql,
      rows.map(({ id }) => id).filter((id) => !related.has(id)),
    )
  }
  const inOrder = [...overrides.values()].sort((a, b) => a.number - b.number)
  return { releases: [...related.values()], overrides: inOrder }
}

/** Those of these tracks that could belong to another one's recording, or do: few of a file of songs. */
async function findTied(sql: Queryable, ids: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select t.id from unnest(${toPlainArray(ids)}::bigint[]) as i (id) join tracks t using (id)
    where t.recording_id is not null
      or exists (select 1 from tracks u where u.song_key = t.song_key and u.id <> t.id)
      or exists (select 1 from tracks u where u.isrc = t.isrc and u.id <> t.id)
      or exists (select 1 from version_overrides o
        where o.undone_at is null and (o.track = t.public_id or o.other = t.public_id))`
  return rows.map(({ id }) => id)
}

async function findReleases(sql: Queryable, ids: string[]): Promise<StoredRelease[]> {
  if (ids.length === 0) return []
  const rows = await sql<ReleaseRow[]>`
    select id, public_id, song_key, isrc, duration_ms, recording_id from tracks where id = any(${ids}::bigint[]) order by id`
  return rows.map((row) => ({
    id: row.id,
    publicId: row.public_id,
    songKey: row.song_key,
    isrc: row.isrc,
    durationMs: row.duration_ms,
    recordingId: row.recording_id,
  }))
}

async function findActive(sql: Queryable, publicIds: string[]): Promise<Override[]> {
  const rows = await sql<OverrideRow[]>`
    select number, kind, track, other from version_overrides
    where undone_at is null and (track = any(${publicIds}::text[]) or other = any(${publicIds}::text[]))`
  return rows.map((row) => ({ ...row, number: Number(row.number) }))
}

/** Writes a decision. */
export async function saveOverride(
  sql: Queryable,
  { kind, track, other, why, by }: Omit<Override, 'number'> & { why: string; by: string },
): Promise<void> {
  await sql`
    insert into version_overrides (kind, track, other, why, made_by)
    values (${kind}, ${track}, ${other}, ${why}, ${by})`
}

/** Marks the newest decision about a track that stands as undone; null where none does. */
export async function undoOverride(sql: Queryable, track: string, by: string): Promise<Override | null> {
  const [row] = await sql<OverrideRow[]>`
    update version_overrides set undone_by = ${by}, undone_at = now()
    where number = (
      select number from version_overrides where undone_at is null and (track = ${track} or other = ${track})
      order by number desc limit 1)
    returning number, kind, track, other`
  return row ? { ...row, number: Number(row.number) } : null
}

export type VersionRepository = ReturnType<typeof createVersionRepository>

/** The reading side: releases of a recording, and what was decided about them. */
export function createVersionRepository(sql: Sql) {
  return {
    /** Ids of the other releases of a track's recording, the best known first. */
    async findOthers(id: string): Promise<string[]> {
      const rows = await sql<{ id: string }[]>`
        select u.id from tracks t join tracks u on u.recording_id = t.recording_id and u.id <> t.id
        where t.id = ${id} order by u.popularity desc nulls last, u.id limit ${MAX_SHOWN}`
      return rows.map((row) => row.id)
    },

    /** The rules that the stored recordings were derived by; null before they were derived at all. */
    async findRules(): Promise<number | null> {
      const [row] = await sql<{ rules: number }[]>`select rules from version_rules`
      return row?.rules ?? null
    },

    async saveRules(rules: number): Promise<void> {
      await sql`
        insert into version_rules (rules) values (${rules})
        on conflict (only_row) do update set rules = excluded.rules`
    },

    async listIds(after: string, limit: number): Promise<string[]> {
      const rows = await sql<{ id: string }[]>`
        select id from tracks where id > ${after}::bigint order by id limit ${limit}`
      return rows.map((row) => row.id)
    },

    /** Decisions about any of these tracks (public ids), newest first. */
    async findDecisions(publicIds: string[]): Promise<VersionDecision[]> {
      const rows = await sql<DecisionRow[]>`
        select number, kind, track, other, why, made_by, made_at, undone_by, undone_at from version_overrides
        where track = any(${publicIds}::text[]) or other = any(${publicIds}::text[])
        order by number desc limit ${MAX_SHOWN}`
      return rows.map((row) => ({
        number: Number(row.number),
        kind: row.kind,
        track: row.track,
        other: row.other,
        why: row.why,
        madeBy: row.made_by,
        madeAt: row.made_at.toISOString(),
        undoneBy: row.undone_by,
        undoneAt: row.undone_at?.toISOString() ?? null,
      }))
    },
  }
}

type DecisionRow = OverrideRow & {
  why: string
  made_by: string
  made_at: Date
  undone_by: string | null
  undone_at: Date | null
}
