import type { Sql } from '~db/client'
import type { Filters } from '../../similar/domain/controls'
import type { Candidate } from '../../similar/domain/ranking/member'
import type { Track } from '../../domain/track'
import type { Precedence } from '../ports'
import { findVectorInputs } from '../vectors/feature.repository'
import { createFindCards } from './card.repository'
import { findMatching } from './filter.repository'
import { findIncoming } from './incoming-track.repository'
import { findSampleIds } from './track-sample'
import { selectTracks, toTrack, type TrackRow } from './track-row'

export type TrackRepository = ReturnType<typeof createTrackRepository>

type CandidateRow = {
  id: string
  public_id: string
  recording: string
  mask: number
  artist_id: string | null
  popularity: number | null
}

/** The reading side of the catalog. Lists come back in the order of the ids asked for; unknown ids are absent. */
export function createTrackRepository(sql: Sql, precedence: Precedence) {
  const findTracks = async (ids: string[]): Promise<Track[]> => {
    const rows = new Map((await selectTracks<TrackRow>(sql, ids)).map((row) => [row.id, row]))
    return ids.flatMap((id) => {
      const row = rows.get(id)
      return row ? [toTrack(row)] : []
    })
  }

  return {
    /** The catalog's own id of a track, by its public id. */
    async findId(publicId: string): Promise<string | null> {
      const [row] = await sql<{ id: string }[]>`select id from tracks where public_id = ${publicId}`
      return row?.id ?? null
    },

    findIncoming: (publicIds: string[]) => findIncoming(sql, publicIds),

    /** Own ids of those public ids that are in the catalog and searchable. */
    async findSearchableIds(publicIds: string[]): Promise<Map<string, string>> {
      const rows = await sql<{ id: string; public_id: string }[]>`
        select t.id, t.public_id from tracks t join track_vectors v on v.track_id = t.id
        where t.public_id = any(${publicIds}::text[])`
      return new Map(rows.map((row) => [row.public_id, row.id]))
    },

    findTracks,

    findCards: createFindCards(sql, precedence),

    async findCandidates(ids: string[]): Promise<Map<string, Candidate>> {
      const rows = await sql<CandidateRow[]>`
        select t.id, t.public_id, coalesce(t.recording_id, t.id) as recording, v.mask, ta.artist_id, t.popularity
        from tracks t join track_vectors v on v.track_id = t.id
        left join track_artists ta on ta.track_id = t.id and ta.position = 0
        where t.id = any(${ids}::bigint[])`
      return new Map(rows.map((row) => [row.id, toCandidate(row)]))
    },

    findMatching: (filters: Filters, among: string[] | null) => findMatching(sql, precedence, filters, among),

    /** Own ids of the searchable tracks whose first artist is one of these, the best known `perArtist` of each. */
    async findTracksOfArtists(artistIds: string[], perArtist: number): Promise<Map<string, string[]>> {
      const rows = await sql<{ artist_id: string; ids: string[] }[]>`
        select a.artist_id, array_agg(best.id::text) as ids from unnest(${artistIds}::bigint[]) as a (artist_id)
        cross join lateral (
          select t.id from track_artists ta join tracks t on t.id = ta.track_id
          join track_vectors v on v.track_id = t.id
          where ta.artist_id = a.artist_id and ta.position = 0
          order by t.popularity desc nulls last, t.id limit ${perArtist}) best
        group by a.artist_id`
      return new Map(rows.map((row) => [row.artist_id, row.ids]))
    },

    findSample: async (count: number): Promise<string[]> =>
      (await findSampleIds(sql, count)).map(({ id }) => id),

    findVectorInputs: (ids: string[]) => findVectorInputs(sql, ids, precedence),

    /** Public ids of all searchable tracks in a stable order, a page after `after` (a public id) at a time. */
    async listSearchable(after: string | null, limit: number): Promise<string[]> {
      const rows = await sql<{ public_id: string }[]>`
        select t.public_id from tracks t join track_vectors v on v.track_id = t.id
        where ${after}::text is null or t.public_id > ${after} order by t.public_id limit ${limit}`
      return rows.map((row) => row.public_id)
    },

    async countCatalog(): Promise<{ tracks: number; searchable: number; artists: number }> {
      const [row] = await sql<{ tracks: number; searchable: number; artists: number }[]>`
        select (select count(*)::int from tracks) as tracks, (select count(*)::int from track_vectors) as searchable,
          (select count(*)::int from artists) as artists`
      return row ?? { tracks: 0, searchable: 0, artists: 0 }
    },

    /** Searchable tracks for a first look: the most popular one of each of `limit` artists. */
    async findExamples(limit: number): Promise<Track[]> {
      const rows = await sql<{ id: string }[]>`
        select id from (
          select distinct on (ta.artist_id) t.id, t.popularity
          from (select t.id, t.popularity from tracks t join track_vectors v on v.track_id = t.id
            order by t.popularity desc nulls last, t.id limit ${limit * 20}) t
          join track_artists ta on ta.track_id = t.id and ta.position = 0
          order by ta.artist_id, t.popularity desc nulls last, t.id
        ) best order by popularity desc nulls last, id limit ${limit}`
      return findTracks(rows.map((row) => row.id))
    },
  }
}

function toCandidate(row: CandidateRow): Candidate {
  return {
    id: row.id,
    publicId: row.public_id,
    recording: row.recording,
    mask: row.mask,
    artistId: row.artist_id,
    popularity: row.popularity,
  }
}
