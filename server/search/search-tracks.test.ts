import { describe, expect, it } from 'vitest'
import type { Track } from '../domain/track'
import { createNameIndex } from './domain/name-index'
import { searchTracks } from './search-tracks'

const OWN_ID = 'f-0123456789abcdef0123'
const CATALOG = [
  { name: 'Halo', artist: 'Beyoncé', recording: '1', isrc: 'USSM10803749' },
  { name: 'Halo', artist: 'Beyoncé', recording: '1', isrc: 'USSM10803749' },
  { name: 'Hello', artist: 'Adele', recording: '3', isrc: null },
  { name: 'Hello', artist: 'Ice Cube', recording: '4', isrc: null },
  { name: 'Skyfall', artist: 'Adele', recording: '5', isrc: null },
]

const tracks = CATALOG.map(({ name, artist, isrc }, id): Track => ({
  id: `track-${id}`,
  name,
  artists: [{ name: artist, spotifyUrl: null }],
  album: null,
  imageUrl: null,
  durationMs: null,
  releaseYear: null,
  isrc,
  explicit: null,
  spotifyUrl: null,
  genres: [],
  featureSources: [],
}))
const index = createNameIndex()
index.change(CATALOG.map(({ name, artist }, id) => ({ id, name, artists: [artist], popularity: 50 - id })))

const search = (q: string, k = 20, gone: string[] = []) =>
  searchTracks(
    {
      searchNames: (query, limit) => Promise.resolve(index.search(query, limit)),
      findByIsrc: (isrc) =>
        Promise.resolve(CATALOG.flatMap((track, id) => (track.isrc === isrc ? [id] : []))),
      tracks: {
        findSearchableIds: (ids) =>
          Promise.resolve(new Map(ids.filter((id) => id === OWN_ID).map((id) => [id, '4']))),
        findCandidates: (ids) =>
          Promise.resolve(
            new Map(
              ids
                .filter((id) => !gone.includes(id))
                .map((id) => [
                  id,
                  { publicId: `track-${id}`, recording: CATALOG[Number(id)]?.recording ?? '' },
                ]),
            ),
          ),
        findTracks: (ids) => Promise.resolve(ids.flatMap((id) => tracks[Number(id)] ?? [])),
      },
    },
    { q, k },
  )
const idsOf = async (q: string, k?: number) => (await search(q, k)).tracks.map(({ track }) => track.id)

describe('searching tracks', () => {
  it('gives each recording once, by its best release', async () => {
    expect(await idsOf('halo')).toEqual(['track-0'])
    expect((await search('halo')).total).toBe(1)
  })

  it('gives k tracks, and how many fit', async () => {
    expect(await search('adele', 1)).toMatchObject({ total: 2, tracks: [{ track: { id: 'track-2' } }] })
  })

  it('names the one track whose artist and title were given, or whose title no other has', async () => {
    expect((await search('Adele – Hello')).only).toBe('track-2')
    expect((await search('skyfall')).only).toBe('track-4')
  })

  it('names none where there is a choice, and none for a part of a name', async () => {
    expect((await search('hello')).only).toBeNull()
    expect((await search('adele')).only).toBeNull()
    expect((await search('skyf')).only).toBeNull()
  })

  it('finds the recording that an ISRC names', async () => {
    expect(await search('us-sm1-08-03749')).toMatchObject({
      only: 'track-0',
      total: 1,
      tracks: [{ track: { id: 'track-0' } }],
    })
  })

  it('finds the track that an id names, and none by another one', async () => {
    expect(await search(OWN_ID)).toMatchObject({ only: 'track-4', total: 1 })
    expect(await search('0'.repeat(22))).toMatchObject({ only: null, tracks: [] })
  })

  it('leaves out what is gone since its name was read', async () => {
    expect((await search('skyfall', 20, ['4'])).tracks).toEqual([])
  })

  it('finds nothing in a text without words', async () => {
    expect(await search(' – ')).toMatchObject({ total: 0, tracks: [], only: null })
  })
})
