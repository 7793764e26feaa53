import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { toSpotifyError } from './errors'
import { AudioAnalysis } from './structure/audio-analysis'
import {
  ArtistBody,
  AudioFeaturesBatch,
  AudioFeaturesBody,
  ErrorBody,
  ItemBody,
  ItemPage,
  PlaylistBody,
  SearchBody,
  TrackBody,
} from './schemas'
import { toIncomingItem, toIncomingPlaylist, toIncomingTrack, toValues } from './to-incoming'

/** Answers of Spotify as other programs recorded them; they lie beside the project where somebody put them. */
const recorded = path.resolve(import.meta.dirname, '../../../shared/data/spotify-json')
const present = existsSync(recorded)

type Json = Record<string, unknown>
type Found = { file: string; body: Json }

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every object in every file, however deep. */
function readObjects(): Found[] {
  if (!present) return []
  const files = readdirSync(recorded, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )
  return files.flatMap((file) => {
    const found: Found[] = []
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(visit)
      if (!isObject(value)) return
      found.push({ file, body: value })
      Object.values(value).forEach(visit)
    }
    visit(JSON.parse(readFileSync(path.join(recorded, file), 'utf8')))
    return found
  })
}

const objects = readObjects()
const select = (fits: (body: Json) => boolean) => objects.filter(({ body }) => fits(body))

/** What was parsed is what was sent, field by field; nothing that the schema names went missing. */
function expectKept(schema: z.ZodObject, raw: Json, file: string): void {
  const parsed = schema.parse(raw) as Json
  const named = Object.keys(schema.shape).filter((key) => key in raw)
  expect(Object.keys(parsed).sort(), file).toEqual(named.sort())
  expectPart(parsed, raw, file)
}

function expectPart(part: unknown, whole: unknown, where: string): void {
  if (Array.isArray(part) && Array.isArray(whole)) {
    expect(part, where).toHaveLength(whole.length)
    part.forEach((value, i) => expectPart(value, whole[i], `${where}[${i}]`))
  } else if (isObject(part) && isObject(whole)) {
    for (const [key, value] of Object.entries(part)) expectPart(value, whole[key], `${where}.${key}`)
  } else {
    expect(part, where).toEqual(whole)
  }
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value)
const isTrack = (body: Json) => body['type'] === 'track' && 'duration_ms' in body && 'name' in body
const isItem = (body: Json) =>
  ('added_at' in body || 'added_by' in body) && ('track' in body || 'item' in body)
/** One was asked for with a filter of fields, and lost its type. */
const isPlaylist = (body: Json) => body['type'] === 'playlist' || ('owner' in body && 'tracks' in body)

/** Every body that a schema reads, how to tell it, and how many are recorded at least. */
const KINDS: [name: string, schema: z.ZodObject, fits: (body: Json) => boolean, least: number][] = [
  ['tracks', TrackBody, isTrack, 100],
  ['playlists', PlaylistBody, isPlaylist, 11],
  ['artists', ArtistBody, (body) => body['type'] === 'artist', 100],
  ['audio features', AudioFeaturesBody, (body) => 'danceability' in body && 'tempo' in body, 4],
  ['batches of audio features', AudioFeaturesBatch, (body) => 'audio_features' in body, 1],
  ['audio analyses', AudioAnalysis, (body) => 'segments' in body && 'beats' in body, 5],
  ['items', ItemBody, isItem, 40],
  [
    'pages of items',
    ItemPage,
    ({ items, ...body }) => isList(items) && holds(items, isItem) && 'next' in body,
    5,
  ],
  [
    'answers of the search',
    SearchBody,
    ({ tracks }) => isObject(tracks) && holds(tracks['items'], isTrack),
    2,
  ],
  ['errors', ErrorBody, (body) => 'error' in body, 5],
]

function holds(list: unknown, fits: (body: Json) => boolean): boolean {
  const [first] = isList(list) ? list : []
  return isObject(first) && fits(first)
}

/** Answers to calls that Segue never makes. */
const OTHER = new Set(['java/AddItemsToPlaylistRequest.json', 'java/GetAvailableGenreSeedsRequest.json'])

describe.skipIf(!present)(
  `recorded answers of Spotify${present ? '' : ' (skipped: ../shared/data is not there)'}`,
  () => {
    it.each(KINDS)('hold %s that parse without losing a field', (_name, schema, fits, least) => {
      const found = select(fits)
      expect(found.length).toBeGreaterThanOrEqual(least)
      for (const { file, body } of found) expectKept(schema, body, file)
    })

    it('are all read by a schema, file by file', () => {
      const files = new Set(objects.map(({ file }) => file))
      const read = new Set(
        objects.filter(({ body }) => KINDS.some(([, , fits]) => fits(body))).map(({ file }) => file),
      )
      expect(files.size).toBeGreaterThanOrEqual(50)
      expect([...files].filter((file) => !read.has(file)).sort()).toEqual([...OTHER].sort())
    })

    it('hold full tracks that the catalog takes with name, artists and ISRC', () => {
      const full = select(
        (body) => body['type'] === 'track' && isObject(body['external_ids']) && isObject(body['album']),
      )
      expect(full.length).toBeGreaterThan(50)
      for (const { file, body } of full) {
        const track = toIncomingTrack(TrackBody.parse(body))
        if (body['is_local'] === true || body['id'] === null) {
          expect(track, file).toBeNull()
          continue
        }
        const isrc = (body['external_ids'] as { isrc?: string }).isrc
        expect(track, file).toMatchObject({
          spotifyId: (body['linked_from'] as { id?: string } | undefined)?.id ?? body['id'],
          name: String(body['name']).trim(),
          durationMs: Math.round(Number(body['duration_ms'])),
          isrc: isrc?.replaceAll('-', '').toUpperCase() ?? null,
        })
        expect(track?.artists.length, file).toBe((body['artists'] as unknown[]).length)
      }
    })

    it('hold items that are tracks, or say what they are instead', () => {
      const items = select((body) => 'added_at' in body && isObject(body['track']))
      for (const { file, body } of items) {
        const content = body['track'] as Json
        const item = toIncomingItem(ItemBody.parse(body), 3)
        expect(item.track === null, file).toBe(
          content['type'] === 'episode' ||
            content['is_local'] === true ||
            body['is_local'] === true ||
            !content['id'],
        )
      }
      const episodes = items.filter(({ body }) => (body['track'] as Json)['type'] === 'episode')
      expect(episodes.length).toBeGreaterThan(0)
    })

    it('hold playlists with their size', () => {
      for (const { file, body } of select((one) => one['type'] === 'playlist' && isObject(one['tracks']))) {
        const { total } = body['tracks'] as { total?: number }
        expect(toIncomingPlaylist(String(body['id']), PlaylistBody.parse(body)).total, file).toBe(total ?? 0)
      }
    })

    it('hold audio features whose values are all in their ranges', () => {
      const numeric = [
        'danceability',
        'energy',
        'loudness',
        'valence',
        'tempo',
        'acousticness',
        'speechiness',
      ] as const
      for (const { file, body } of select((one) => 'danceability' in one && 'tempo' in one && 'id' in one)) {
        const values = toValues(AudioFeaturesBody.parse(body))
        for (const name of numeric) expect(values[name], `${file} ${name}`).toBe(body[name])
      }
    })

    it('hold error bodies that become a sentence', () => {
      const errors = select((body) => 'error' in body)
      expect(errors.length).toBeGreaterThanOrEqual(5)
      for (const { file, body } of errors) {
        expect(ErrorBody.safeParse(body).success, file).toBe(true)
        const { message } = toSpotifyError(400, JSON.stringify(body), null)
        expect(message, file).not.toContain('undefined')
        // Endpoints that are closed say no more than their status.
        const bare = isObject(body['error']) && Object.keys(body['error']).join() === 'status'
        expect(message.includes('no reason given'), file).toBe(bare)
      }
      const observed = select((body) => typeof body['status'] === 'number' && 'seen_in' in body)
      expect(observed.length).toBeGreaterThanOrEqual(4)
      for (const { file, body } of observed) {
        const text = typeof body['body'] === 'string' ? body['body'] : JSON.stringify(body['body'] ?? {})
        const headers = (body['headers'] ?? {}) as Record<string, string>
        const error = toSpotifyError(Number(body['status']), text, headers['Retry-After'] ?? null)
        const code = { 403: 'SPOTIFY_FORBIDDEN', 404: 'SPOTIFY_BAD_ANSWER', 429: 'SPOTIFY_RATE_LIMITED' }[
          Number(body['status'])
        ]
        expect(error.code, file).toBe(code)
      }
    })
  },
)
