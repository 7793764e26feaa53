import { describe, expect, it } from 'vitest'
import type { Mode } from './domain/controls'
import { toMeasured, type MeasuredCatalog } from '../quality/domain/catalog'
import { holdOut } from '../quality/domain/hold-out'
import { createModeRank } from '../quality/domain/rank-by-mode'
import { createStyledCatalog } from '../quality/domain/testing/catalog'
import { DIMENSIONS } from '../domain/features/vector-spec'
import type { AnswerDeps } from './answer-question'
import { continueMany } from './continue-many'
import { findNeighbours } from './find-neighbours'

/** A catalog with what real ones have: several releases, missing artists, popularity and groups. */
function createUnevenCatalog() {
  const { catalog, scaler } = createStyledCatalog()
  for (let track = 0; track < catalog.songs.length; track++) {
    if (track % 7 === 0) catalog.songs[track] = catalog.songs[track + 8] ?? track
    if (track % 7 === 0) catalog.recordings[track] = catalog.recordings[track + 8] ?? track
    if (track % 11 === 0) catalog.recordings[track] = track >> 4
    if (track % 13 === 0) catalog.artists[track] = -1
    if (track % 5 === 0) catalog.popularity[track] = Number.NaN
    if (track % 17 === 0) catalog.shaped.fill(Number.NaN, track * DIMENSIONS, track * DIMENSIONS + 2)
  }
  return toMeasured(catalog, scaler)
}

/** The same catalog behind the ports of the modes, with an exact search. */
function serve({ members, sample }: MeasuredCatalog) {
  const byId = new Map(members.map((member) => [member.candidate.id, member]))
  const ofIds = (ids: string[]) => ids.flatMap((id) => byId.get(id) ?? [])
  const read = (ids: string[]) => Float32Array.from(ofIds(ids).flatMap(({ place }) => [...place.vector]))
  const search = (query: Float32Array, k: number) => {
    const dot = (vector: Float32Array) => vector.reduce((sum, v, i) => sum + v * (query[i] ?? 0), 0)
    const ids = members
      .map(({ candidate, place }) => ({ id: candidate.id, nearness: dot(place.vector) }))
      .sort((a, b) => b.nearness - a.nearness)
      .slice(0, k)
      .map(({ id }) => id)
    return { ids: BigInt64Array.from(ids, BigInt), vectors: read(ids) }
  }
  const searchVectors: AnswerDeps['index']['searchVectors'] = (queries, k) =>
    Promise.resolve(
      Array.from({ length: queries.length / DIMENSIONS }, (_, row) =>
        search(queries.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS), k),
      ),
    )
  return {
    index: {
      searchVectors,
      readVectors: (ids: string[]) => Promise.resolve(read(ids)),
      describe: () => ({ version: 1, count: members.length }),
    },
    tracks: {
      findCandidates: (ids: string[]) =>
        Promise.resolve(new Map(ofIds(ids).map(({ candidate }) => [candidate.id, candidate]))),
      findMatching: () => Promise.reject(new Error('nothing is filtered')),
      findTracksOfArtists: (artists: string[]) =>
        Promise.resolve(
          new Map(
            artists.map((artist) => [
              artist,
              members.flatMap(({ candidate: { id, artistId } }) => (artistId === artist ? [id] : [])),
            ]),
          ),
        ),
      findSearchableIds: (publicIds: string[]) =>
        Promise.resolve(new Map(publicIds.map((id) => [id, String(Number(id))]))),
      findCards: () => Promise.resolve(new Map()),
    },
    sample: () => Promise.resolve(sample),
  }
}

const measured = createUnevenCatalog()
const deps = serve(measured)
const publicId = (track: number) => measured.members[track]?.candidate.publicId ?? ''
const lists = holdOut(measured.playlists, { seed: 4, seeds: 10, minTracks: 20, limit: 8 })

describe('what is measured', () => {
  it.each<[Mode, object]>([
    ['continue', {}],
    ['discover', {}],
    ['similar', {}],
    ['similar', { weights: { familiarity: 1 } }],
    ['discover', { novelty: 0.3 }],
  ])('is what is served, in mode %s with %j', async (mode, input) => {
    const rank = createModeRank(measured, mode, input)
    const asked = lists.map(({ playlist, seeds }) => ({ key: String(playlist), seeds: seeds.map(publicId) }))
    const served = await continueMany(deps, asked, { k: 50, mode, ...input })
    expect(served.map(({ tracks }) => tracks.map(({ id }) => id))).toEqual(
      lists.map(({ seeds }) => rank(seeds, 50).map(publicId)),
    )
    expect(served.every(({ tracks }) => tracks.length === 50)).toBe(true)
  })

  it('is what is served for one track at a time', async () => {
    const rank = createModeRank(measured, 'similar')
    const queries = [3, 14, 200, 479]
    const served = await findNeighbours(deps, queries.map(publicId), { k: 10, mode: 'similar' })
    expect(served.map(({ neighbours }) => neighbours.map(({ id }) => id))).toEqual(
      queries.map((track) => rank([track], 10).map(publicId)),
    )
  })
})
