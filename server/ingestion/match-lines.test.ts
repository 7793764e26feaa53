import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import { partsOf, songKey } from '../domain/song-key'
import type { IncomingTrack, Track } from '../domain/track'
import { matchLines, type MatchLinesDeps } from './match-lines'

const signal = new AbortController().signal
const ID = '11dFghVXANMlKmJXsNCbNl'

type Song = { id: string; title: string; artist: string; searchable?: boolean }

function toTrack({ id, title, artist }: Song): Track {
  return {
    id,
    name: title,
    artists: [{ name: artist, spotifyUrl: null }],
    album: null,
    imageUrl: null,
    durationMs: null,
    releaseYear: 2001,
    isrc: null,
    explicit: null,
    spotifyUrl: null,
    genres: [],
    featureSources: [],
  }
}

function incoming(spotifyId: string, name: string, artist: string): IncomingTrack {
  return {
    spotifyId,
    name,
    artists: [{ spotifyId: null, name: artist }],
    album: null,
    durationMs: null,
    isrc: null,
    explicit: null,
    popularity: null,
    releaseYear: null,
    genres: [],
  }
}

function house(songs: Song[], found: IncomingTrack[] = []) {
  const all = [...songs]
  const deps: MatchLinesDeps = {
    songs: {
      findSongs: (keys, titles) =>
        Promise.resolve(
          all
            .map(({ id, title, artist, searchable = true }) => {
              return { id, publicId: id, songKey: songKey(title, artist), searchable }
            })
            .filter(({ songKey: key }) => keys.includes(key) || titles.includes(partsOf(key).title)),
        ),
    },
    tracks: {
      findTracks: (ids) => Promise.resolve(all.filter(({ id }) => ids.includes(id)).map(toTrack)),
      findSearchableIds: (ids) =>
        Promise.resolve(new Map(all.filter(({ id }) => ids.includes(id)).map(({ id }) => [id, id]))),
    },
    ensureTrack: vi.fn((id: string) => {
      if (!all.some((song) => song.id === id)) all.push({ id, title: 'Fetched', artist: 'New' })
      return Promise.resolve()
    }),
    searchTracks: vi.fn(() => Promise.resolve(found)),
    maxSearches: 2,
    followShortLink: null,
  }
  return deps
}

const match = async (deps: MatchLinesDeps, text: string) =>
  (await matchLines(deps, text, signal)).map(({ line, state, choices }) => ({
    line,
    state,
    refs: choices.map(({ ref }) => ref),
  }))

describe('matchLines', () => {
  const songs = [
    { id: 'a', title: 'A Song - 2011 Remaster', artist: 'The Band' },
    { id: 'b', title: 'A Song', artist: 'Others' },
    { id: 'c', title: 'Duet', artist: 'One' },
    { id: 'd', title: 'Duet', artist: 'One Two' },
    { id: 'e', title: 'Silent', artist: 'One', searchable: false },
  ]

  it('finds songs in either order, without the version and with a looser artist', async () => {
    const deps = house(songs)
    expect(await match(deps, 'The Band – A Song\n\n# note\nA Song - Others\r\nBand - A Song')).toEqual([
      { line: 1, state: 'found', refs: ['a'] },
      { line: 4, state: 'found', refs: ['b'] },
      { line: 5, state: 'found', refs: ['a'] },
    ])
    expect(deps.searchTracks).not.toHaveBeenCalled()
  })

  it('leaves the choice where several songs fit', async () => {
    expect(await match(house(songs), 'One Two Three - Duet')).toEqual([
      { line: 1, state: 'choose', refs: ['c', 'd'] },
    ])
  })

  it('says of a song without a sound that it has none', async () => {
    const [line] = await matchLines(house(songs), 'One - Silent', signal)
    expect(line).toMatchObject({ state: 'unknown', reason: expect.stringContaining('no source') as string })
  })

  it('adds what Spotify has exactly, and offers what it has nearly', async () => {
    const deps = house(
      [],
      [incoming(ID, 'New Song', 'New'), incoming('x'.repeat(22), 'New Song (Live)', 'New')],
    )
    expect(await match(deps, 'New - New Song')).toEqual([{ line: 1, state: 'found', refs: [ID] }])
    expect(deps.ensureTrack).toHaveBeenCalledWith(ID, signal)
    expect(await match(deps, 'Newer - New Song')).toMatchObject([
      { state: 'choose', refs: [`https://open.spotify.com/track/${ID}`, expect.any(String)] },
    ])
  })

  it('searches so many lines of a list and no more', async () => {
    const deps = house([])
    const states = await match(deps, 'a - b\nc - d\ne - f')
    expect(states.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(deps.searchTracks).toHaveBeenCalledTimes(2)
  })

  it('opens links, and says of a line that is no track why', async () => {
    const lines = await matchLines(
      house([]),
      `spotify:track:${ID}\nhttps://open.spotify.com/playlist/${ID}\nnothing`,
      signal,
    )
    expect(lines.map(({ state }) => state)).toEqual(['found', 'unknown', 'unknown'])
    expect(lines[1]?.reason).toContain('no track')
  })

  it('follows short links once each, and says of one that is not followed what to do', async () => {
    const deps = house([])
    const lines = `Listen: https://spotify.link/a via @spotify\nspotify.link/a\nhttps://spotify.link/b`
    const [refused] = await matchLines(deps, lines, signal)
    expect(refused).toMatchObject({ state: 'unknown', reason: expect.stringContaining('browser') as string })
    const kinds: Record<string, string> = { a: 'track', b: 'playlist' }
    deps.followShortLink = vi.fn((url: string) =>
      Promise.resolve(`spotify:${kinds[url.slice(-1)] ?? ''}:${ID}`),
    )
    expect((await match(deps, lines)).map(({ state }) => state)).toEqual(['found', 'found', 'unknown'])
    expect(deps.followShortLink).toHaveBeenCalledTimes(2)
  })

  it('reads a link or an id with whatever stands around it', async () => {
    const lines = [`Paper Boats – Kestrel Bay: https://open.spotify.com/track/${ID}!`, `\u200e${ID}&si=x`]
    expect((await match(house([]), lines.join('\n'))).map(({ refs }) => refs)).toEqual([[ID], [ID]])
  })

  it('goes on where Spotify fails on a line, and stops where the reader has gone', async () => {
    const deps = house(songs)
    deps.searchTracks = () => Promise.reject(new DomainError('SPOTIFY_UNREACHABLE', 'Spotify is away.'))
    expect(await match(deps, 'x - y\nOthers - A Song')).toMatchObject([
      { state: 'unknown' },
      { state: 'found' },
    ])
    await expect(matchLines(deps, 'x - y', AbortSignal.abort())).rejects.toThrow()
  })
})
