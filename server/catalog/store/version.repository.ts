import type { Queryable, Sql } from '~db/client'
import type { Override, VersionDecision } from '../../recordings/domain/override'
import { toGroups } from '../../recordings/domain/groups'
import { LOCKS } from '../../postgres/advisory-lock'
import { settled } from '../../domain/settled'
import { touchVectors } from '../vectors/vector.repository'
import { findRelated, type OverrideRow } from './related-releases'

/** Releases and decisions that are shown of one recording at most. */
const MAX_SHOWN = 100

/**
 * Derives the recordings of these tracks and of all that hang together with them. Gives the ids of all that belong to another
 * one than before; the vectors of those that were not given are touched. Call it under `lockVersions`.
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
  const ids = moved.map(({ id }) => id)
  const given = new Set(trackIds)
  await settled([
    sql`
    update tracks t set recording_id = g.name
    from unnest(${ids}::bigint[], ${moved.map(({ name }) => name)}::bigint[]) as g (id, name)
    where t.id = g.id`,
    touchVectors(
      sql,
      ids.filter((id) => !given.has(id)),
    ),
  ])
  return ids
}

/** One transaction at a time derives recordings: two that add releases of one recording would not see each other. */
export async function lockVersions(sql: Queryable): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCKS.recordings})`
}

/** Keeps those away who store tracks, decide on recordings or remove tracks. */
export async function shareVersions(sql: Queryable): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${LOCKS.recordings})`
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
