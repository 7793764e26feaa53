import { createReadStream, existsSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse'
import { describe, expect, it } from 'vitest'
import { createRandomStream, type RandomStream } from '../domain/seeded-random'
import { songKey } from '../domain/song-key'
import { createNameIndex, type NameIndex } from './domain/name-index'
import type { NamedTrack } from './domain/named-track'
import { parseNameQuery } from './domain/name-query'

/** A public table of 28,352 tracks; it lies beside the project where somebody put it. */
const table = path.resolve(import.meta.dirname, '../../../shared/data/tracks/tidytuesday_spotify_songs.csv')
const isThere = existsSync(table)

const NAMES = 200
const FIRST = 3
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

async function readTracks(): Promise<NamedTrack[]> {
  const tracks = new Map<string, NamedTrack>()
  const rows = createReadStream(table).pipe(parse({ columns: true, relax_quotes: true }))
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    const { track_id = '', track_name = '', track_artist = '', track_popularity } = row
    if (track_name === '' || track_artist === '' || tracks.has(track_id)) continue
    tracks.set(track_id, {
      id: tracks.size,
      name: track_name,
      artists: [track_artist],
      popularity: Number(track_popularity),
    })
  }
  return [...tracks.values()]
}

const pick = (random: RandomStream, below: number) => Math.floor(random() * below)

/** Adds, removes, replaces or swaps one letter. */
function misspell(text: string, random: RandomStream): string {
  const at = pick(random, text.length)
  const letter = LETTERS[pick(random, LETTERS.length)] ?? 'x'
  const [before, own, behind] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)]
  const ways = [
    before + behind,
    before + letter + own + behind,
    before + letter + behind,
    before + behind.slice(0, 1) + own + behind.slice(1),
  ]
  return ways[pick(random, ways.length)] ?? text
}

const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '')

/** The ways in which people write a name that is not quite the catalog's. */
const WAYS: Record<string, (track: { name: string; artist: string }, random: RandomStream) => string> = {
  'one edit': ({ name, artist }, random) => misspell(`${artist} - ${name}`, random),
  'no accents and small letters': ({ name, artist }) => withoutAccents(`${artist} - ${name}`).toLowerCase(),
  'title before artist, one edit': ({ name, artist }, random) => misspell(`${name} - ${artist}`, random),
  'no dash, one edit': ({ name, artist }, random) => misspell(`${name} ${artist}`.toLowerCase(), random),
  'a guest that the catalog lacks': ({ name, artist }) => `${artist} feat. Some Body - ${name}`,
  'a guest behind the title': ({ name, artist }) => `${name} (ft. Some Body) - ${artist}`,
}

describe.skipIf(!isThere)('names of real tracks that are not quite right', () => {
  let tracks: NamedTrack[] = []
  let index: NameIndex

  it(
    `lead to the right track among the first ${String(FIRST)} in 97 of 100`,
    { timeout: 60_000 },
    async () => {
      tracks = await readTracks()
      index = createNameIndex()
      index.change(tracks)
      const random = createRandomStream(19)
      const ways = Object.entries(WAYS)
      const missed: string[] = []
      for (let n = 0; n < NAMES; n++) {
        const { name, artists } = tracks[pick(random, tracks.length)] ?? { name: '', artists: [] }
        const [artist = ''] = artists
        const [what, write] = ways[n % ways.length] ?? ['', () => '']
        const text = write({ name, artist }, random)
        const wanted = songKey(name, artist)
        const songs = new Set<string>()
        for (const { id } of index.search(parseNameQuery(text), 60).hits) {
          const found = tracks[id]
          if (found && songs.size < FIRST) songs.add(songKey(found.name, found.artists[0] ?? ''))
        }
        if (!songs.has(wanted)) missed.push(`${what}: ${text}`)
      }
      expect(tracks.length).toBeGreaterThan(28_000)
      expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(0.03 * NAMES)
    },
  )
})
