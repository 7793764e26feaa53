import { describe, expect, it } from 'vitest'
import { toMeasured } from './catalog'
import { evaluateCatalog } from './evaluate'
import { packLists } from './lists'
import { QualityReport } from './report'
import { createStyledCatalog } from './testing/catalog'

const options = { seed: 1, limits: { playlists: 20, queries: 200, seconds: 60 }, now: () => 0 }
const evaluate = (styled: ReturnType<typeof createStyledCatalog>, changes: object = {}) =>
  evaluateCatalog(styled.catalog, styled.scaler, { ...options, ...changes })
const rowOf = <R extends { method: string }>(part: { rows: R[] } | null, method: string): R => {
  const row = part?.rows.find((candidate) => candidate.method === method)
  if (!row) throw new Error(`${method} was not measured`)
  return row
}

describe('evaluateCatalog', () => {
  const report = evaluate(createStyledCatalog())

  it('sees that sound finds styles that sound differently, and that chance and popularity do not', () => {
    expect(rowOf(report.similar, 'similar').genre?.value).toBeGreaterThan(0.5)
    expect(rowOf(report.similar, 'random').genre?.value).toBeLessThan(0.2)
    const ours = rowOf(report.continue, 'seeds').recall
    for (const method of ['random', 'popularity']) {
      expect(rowOf(report.continue, method).recall.high).toBeLessThan(ours.low)
    }
    expect(rowOf(report.discover, 'discover').recall.value).toBeGreaterThan(
      rowOf(report.discover, 'random').recall.value,
    )
  })

  it('sees nothing where the values have nothing to do with the style', () => {
    const { similar } = evaluate(createStyledCatalog({ deaf: true }))
    expect(rowOf(similar, 'similar').genre?.low).toBeLessThan(1 / 8 + 0.03)
    expect(rowOf(similar, 'similar').genre?.high).toBeGreaterThan(1 / 8 - 0.03)
  })

  it('gives a report that can be stored and read again, the same for the same seed', () => {
    expect(QualityReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report)
    expect(evaluate(createStyledCatalog())).toEqual(report)
    expect(evaluate(createStyledCatalog(), { seed: 2 })).not.toEqual({ ...report, seed: 2 })
  })

  it('keeps to two tracks of an artist in continue and to one in discover', () => {
    expect(rowOf(report.continue, 'continue').artists).toBeGreaterThanOrEqual(0.5)
    expect(rowOf(report.discover, 'discover').artists).toBe(1)
  })

  it('says where the time ran out, and stops', () => {
    let clock = 0
    const late = evaluate(createStyledCatalog(), { now: () => (clock += 20_000) })
    expect(late.complete).toBe(false)
    expect(late.similar?.queries).toBeLessThan(200)
  })

  it('leaves out what it cannot measure: too few playlists, too few songs, no genre', () => {
    const styled = createStyledCatalog()
    const genres = packLists(Array.from(styled.catalog.songs, () => []))
    const playlists = packLists([[1, 2, 3]])
    const bare = evaluate({ ...styled, catalog: { ...styled.catalog, genres, playlists } })
    expect(bare).toMatchObject({ continue: null, discover: null })
    expect(rowOf(bare.similar, 'similar')).toMatchObject({ genre: null, playlist: null })
    const empty = packLists([])
    const none = {
      shaped: new Float32Array(),
      songs: new Int32Array(),
      recordings: new Int32Array(),
      sample: new Int32Array(),
      artists: new Int32Array(),
      popularity: new Float32Array(),
      genres: empty,
      playlists: empty,
    }
    expect(evaluate({ ...styled, catalog: none })).toMatchObject({ songs: 0, similar: null, continue: null })
  })
})

describe('toMeasured', () => {
  it('counts the releases of a song as one, with the labels and playlists of all of them', () => {
    const { catalog, scaler } = createStyledCatalog()
    catalog.songs[9] = 0
    const measured = toMeasured(catalog, scaler)
    expect(measured.songCount).toBe(catalog.songs.length - 1)
    expect(measured.members).toHaveLength(catalog.songs.length)
    expect(measured.genres[0]).toEqual(new Set([0, 1]))
    expect(measured.playlistsOf[0]?.size).toBe(2)
    expect(measured.playlists.flat().filter((track) => [0, 9].includes(track))).toEqual([0, 9])
  })

  it('leaves what is unknown unknown', () => {
    const { catalog, scaler } = createStyledCatalog()
    catalog.artists[1] = -1
    catalog.popularity[1] = Number.NaN
    const [first, second] = toMeasured(catalog, scaler).members
    expect(second?.candidate).toMatchObject({ artistId: null, popularity: null })
    expect(second?.place.popularityScore).toBeNull()
    expect(first?.candidate.artistId).toBe('0')
  })
})
