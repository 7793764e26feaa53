import { expect, it, vi } from 'vitest'
import { UNKNOWN_ARTIST, UNTITLED } from '../../domain/track'
import type { FileEvent } from '../files/import-file'
import { followInFile } from './follow-in-file'

const ID = '11dFghVXANMlKmJXsNCbNl'
const { signal } = new AbortController()

function row(
  line: number,
  shortLink?: string,
  names: { name: string; artist: string } | null = null,
): FileEvent {
  const { name, artist } = names ?? { name: UNTITLED, artist: UNKNOWN_ARTIST }
  const track = {
    spotifyId: null,
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
  return { kind: 'row', row: { line, track, values: {}, playlist: null, ...(shortLink && { shortLink }) } }
}

async function read(followShortLink: ((url: string) => Promise<string>) | null, block: FileEvent[]) {
  const blocks = (async function* () {
    yield block
  })()
  const events: FileEvent[] = []
  for await (const some of followInFile({ followShortLink }, blocks, signal)) events.push(...some)
  return events
}

const names = { name: 'Paper Boats', artist: 'Kestrel Bay' }

it('gives rows the ids that their short links lead to, and asks for each link once', async () => {
  const follow = vi.fn(() => Promise.resolve(`https://open.spotify.com/track/${ID}`))
  const events = await read(follow, [
    row(1, 'https://spotify.link/a'),
    row(2, 'https://spotify.link/a', names),
    row(3),
  ])
  expect(events.map((event) => event.kind === 'row' && event.row.track.spotifyId)).toEqual([ID, ID, null])
  expect(events.every((event) => event.kind === 'row' && !('shortLink' in event.row))).toBe(true)
  expect(follow).toHaveBeenCalledTimes(1)
})

it.each([
  ['is not followed', null],
  ['leads to a playlist', () => Promise.resolve(`spotify:playlist:${ID}`)],
  ['leads nowhere', () => Promise.resolve('nonsense')],
])('keeps a row with names whose link %s, and skips one without', async (_case, follow) => {
  const [named, skipped] = await read(follow, [
    row(1, 'https://spotify.link/a', names),
    row(2, 'https://spotify.link/b'),
  ])
  expect(named).toMatchObject({
    kind: 'row',
    row: { track: { spotifyId: null }, unread: [{ column: 'short link', value: 'https://spotify.link/a' }] },
  })
  expect(skipped).toMatchObject({ kind: 'skipped', line: 2, name: 'https://spotify.link/b' })
})
