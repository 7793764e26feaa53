import type { Sql } from '~db/client'
import type { Filters } from '../../similar/domain/controls'
import type { FeatureName } from '../../domain/features/features'
import { compatibleKeys } from '../../domain/harmony'
import type { Precedence } from '../ports'

/**
 * Own ids of the searchable tracks that pass the filters, of `among` where given, in ascending order. The one place
 * that knows what a filter means; a track that lacks the value that is asked for does not pass.
 */
export async function findMatching(
  sql: Sql,
  precedence: Precedence,
  filters: Filters,
  among: string[] | null,
): Promise<string[]> {
  /** The value that the vector is derived from: of the first source by precedence that has it. */
  const value = (name: FeatureName) => sql`(
    select (f.values ->> ${name})::float8 from feature_sets f where f.track_id = t.id and f.values ? ${name}
    order by array_position(${[...precedence]}::text[], f.source) limit 1)`
  const { year, tempo, camelot, explicit, genre, shares, exclude } = filters
  const rows = await sql<{ id: string }[]>`
    select t.id from tracks t join track_vectors v on v.track_id = t.id where true
    ${among === null ? sql`` : sql`and t.id = any(${among}::bigint[])`}
    ${year === null ? sql`` : sql`and t.release_year between ${year.from ?? 0} and ${year.to ?? 9999}`}
    ${explicit === null ? sql`` : sql`and t.explicit = ${explicit}`}
    ${exclude.length === 0 ? sql`` : withoutRecordings(sql, exclude)}
    ${genre === null ? sql`` : sql`and exists (select from unnest(t.genres) g where strpos(lower(g), ${genre.toLowerCase()}) > 0)`}
    ${tempo === null ? sql`` : sql`and exists (select from unnest(array[0.5, 1, 2]) octave where ${value('tempo')} * octave between ${tempo.from ?? 0} and ${tempo.to ?? 10_000})`}
    ${camelot === null ? sql`` : sql`and (${value('key')} * 2 + ${value('mode')})::int = any(${compatibleKeys(camelot).map(({ key, mode }) => key * 2 + mode)}::int[])`}
    ${shares.length === 0 ? sql`` : shares.map(({ name, from, to }) => sql`and ${value(name)} between ${from} and ${to}`)}
    order by t.id`
  return rows.map((row) => row.id)
}

/** Not these tracks and no other release of their recordings; a title without an artist names no recording. */
function withoutRecordings(sql: Sql, publicIds: string[]) {
  const named = sql`from tracks where public_id = any(${publicIds}::text[])`
  return sql`and t.public_id <> all(${publicIds}::text[])
    and t.song_key <> all(array(select song_key ${named} and song_key not like '%|'))
    and (t.isrc is null or t.isrc <> all(array(select isrc ${named} and isrc is not null)))`
}
