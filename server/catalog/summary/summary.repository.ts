import type { Sql } from '~db/client'
import type { CatalogCounts, RecentJobs } from '../domain/catalog-summary'
import type { CountedTrack } from '../../domain/distributions'
import type { FeatureSource, FeatureValues } from '../../domain/features/features'
import { mergeValues } from '../../domain/features/merge-values'
import type { Precedence } from '../ports'
import { findCalibration } from '../vectors/calibration.repository'

type Shared = { groups: number; tracks: number }
type SoundRow = { track_id: string; source: FeatureSource; values: FeatureValues }

/** Reports that are summed up at most, the newest. */
const MAX_REPORTS = 1000
const TOP_REASONS = 10

/** What there is, counted by the database. */
export function createSummaryRepository(sql: Sql) {
  return {
    async count(): Promise<CatalogCounts> {
      const [row] = await sql<CatalogCounts[]>`
        select (select count(*)::int from tracks) as tracks,
          (select count(*) filter (where recording_id is null) + count(distinct recording_id) from tracks)::int as recordings,
          (select count(*)::int from artists) as artists, (select count(*)::int from albums) as albums,
          (select count(*)::int from playlists where not restricted) as playlists,
          (select count(*)::int from track_vectors) as searchable`
      return row ?? { tracks: 0, recordings: 0, artists: 0, albums: 0, playlists: 0, searchable: 0 }
    },

    countSources: (): Promise<{ source: FeatureSource; tracks: number }[]> => sql<
      { source: FeatureSource; tracks: number }[]
    >`
      select source, count(*)::int as tracks from feature_sets group by source order by tracks desc, source`,

    countMasks: (): Promise<{ mask: number; tracks: number }[]> => sql<{ mask: number; tracks: number }[]>`
      select mask, count(*)::int as tracks from track_vectors group by mask`,

    async countReleases(): Promise<Shared> {
      const [row] = await sql<Shared[]>`
        select count(*)::int as groups, coalesce(sum(n), 0)::int as tracks from (
          select count(*) as n from tracks where recording_id is not null
          group by recording_id having count(*) > 1) as recordings`
      return row ?? { groups: 0, tracks: 0 }
    },

    async countIsrcTwins(): Promise<Shared> {
      const [row] = await sql<Shared[]>`
        select count(*)::int as groups, coalesce(sum(n), 0)::int as tracks from (
          select count(*) as n from tracks where isrc is not null group by isrc having count(*) > 1) as twins`
      return row ?? { groups: 0, tracks: 0 }
    },

    listMostReleased: (limit: number): Promise<{ id: string; releases: number }[]> => sql<
      { id: string; releases: number }[]
    >`
      select min(id) as id, count(*)::int as releases from tracks where recording_id is not null
      group by recording_id having count(*) > 1 order by releases desc, min(id) limit ${limit}`,

    /** What is counted of tracks, their values merged as those of vectors are, in no order. */
    async readCounted(ids: string[], precedence: Precedence): Promise<CountedTrack[]> {
      const [tracks, sets, { maps }] = await Promise.all([
        sql<{ id: string; release_year: number | null; genres: string[] }[]>`
          select id, release_year, genres from tracks where id = any(${ids}::bigint[])`,
        // Only what is drawn: a set has up to a hundred values.
        sql<SoundRow[]>`
          select track_id, source, jsonb_strip_nulls(jsonb_build_object(
            'tempo', values->'tempo', 'key', values->'key', 'mode', values->'mode', 'energy', values->'energy',
            'valence', values->'valence', 'danceability', values->'danceability',
            'acousticness', values->'acousticness', 'instrumentalness', values->'instrumentalness')) as values
          from feature_sets where track_id = any(${ids}::bigint[])`,
        findCalibration(sql),
      ])
      const setsOf = new Map<string, SoundRow[]>()
      for (const row of sets) setsOf.set(row.track_id, [...(setsOf.get(row.track_id) ?? []), row])
      const mapped = new Set(maps.map(({ source }) => source))
      const merge = (of: SoundRow[]) => {
        const [only] = of
        // Merging looks for each of a hundred names; of a single set that no map changes, it gives the set.
        if (only && of.length === 1 && !mapped.has(only.source)) return only.values
        return mergeValues(of, precedence, maps).values
      }
      return tracks.map(({ id, release_year, genres }) => ({
        values: merge(setsOf.get(id) ?? []),
        releaseYear: release_year,
        genres,
      }))
    },

    /** What the reports of the last days say together; those of jobs that are one user's own are left out. */
    async sumRecentJobs(days: number): Promise<RecentJobs> {
      const recent = sql`
        select report from jobs
        where state = 'done' and user_id is null and jsonb_typeof(report->'read') = 'number'
          and created_at > now() - make_interval(days => ${days})
        order by created_at desc limit ${MAX_REPORTS}`
      const sum = (name: string) => sql`coalesce(sum((report->>${name})::int), 0)::int`
      const [row] = await sql<Omit<RecentJobs, 'days' | 'reasons'>[]>`
        select count(*)::int as jobs, ${sum('read')} as read, ${sum('added')} as added,
          ${sum('updated')} + ${sum('unchanged')} as known, ${sum('merged')} as merged,
          ${sum('skipped')} as skipped, ${sum('undescribed')} as undescribed
        from (${recent}) as reports`
      // What a reason quotes is another text in each row; what is wrong with it is the same.
      const reasons = await sql<RecentJobs['reasons']>`
        select regexp_replace(named->>'reason', '"[^"]*"', '“…”', 'g') as label, count(*)::int as count from (${recent}) as reports,
          jsonb_array_elements(report->'skippedNamed') as named
        group by label order by count desc, label limit ${TOP_REASONS}`
      const none = { jobs: 0, read: 0, added: 0, known: 0, merged: 0, skipped: 0, undescribed: 0 }
      return { days, ...(row ?? none), reasons: [...reasons] }
    },
  }
}
