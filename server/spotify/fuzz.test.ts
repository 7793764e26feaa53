import fc from 'fast-check'
import { describe, it } from 'vitest'
import { isDomainError, type ErrorCode } from '../domain/errors'
import { parseSpotifyRef } from '../domain/spotify-ref'
import { createAppToken } from './app-token'
import { createSpotifyClient } from './client'
import { createSpotifyHttp } from './http'
import { createLimits } from './limits'
import { json } from './testing/answers'

const LINKS = { numRuns: 100_000 }
const BODIES = { numRuns: 10_000 }
/** Far more than they take: a slow machine tries as many as a fast one. */
const PATIENCE_MS = 300_000

const ID = '4uLU6hMCjMI75M1A2tKUQC'
const hosts = fc.constantFrom(
  'open.spotify.com',
  'play.spotify.com',
  'spotify.link',
  'evil.test',
  'open.spotify.com.evil.test',
  '',
)
const pieces = fc.oneof(
  fc.constantFrom(
    'track',
    'playlist',
    'album',
    'intl-de',
    'embed',
    'user',
    'collection',
    ID,
    '..',
    '%00',
    '%E0%A4%A',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
const schemes = fc.constantFrom(
  'https://',
  'http://',
  'HTTPS://',
  'javascript:',
  'file://',
  '',
  'spotify:',
  ' https://',
)
const links = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .tuple(schemes, hosts, fc.array(pieces, { maxLength: 6 }), fc.constantFrom('/', ':', '//'), pieces)
    .map(([scheme, host, path, by, query]) => `${scheme}${[host, ...path].join(by)}?si=${query}#${query}`),
  fc.array(pieces, { maxLength: 5 }).map((parts) => `spotify:${parts.join(':')}`),
)

describe('links of any kind', () => {
  it('are references, or refused with a sentence and a way out', { timeout: PATIENCE_MS }, () => {
    fc.assert(
      fc.property(links, (text) => {
        try {
          const ref = parseSpotifyRef(text)
          if ('id' in ref && !/^[0-9A-Za-z]{22}$/.test(ref.id)) throw new Error(`the id ${ref.id} is none`)
        } catch (error) {
          if (!isDomainError(error)) throw error
          if (!error.code.startsWith('LINK_') || error.message.length < 10 || error.hint.length < 10) {
            throw error
          }
        }
      }),
      LINKS,
    )
  })
})

/** Names that Spotify's bodies use, so that the values below reach the code that reads them. */
const names = fc.constantFrom(
  ...['id', 'name', 'items', 'item', 'track', 'tracks', 'type', 'artists', 'album', 'images', 'url', 'total'],
  ...[
    'limit',
    'next',
    'offset',
    'added_at',
    'is_local',
    'duration_ms',
    'external_ids',
    'isrc',
    'snapshot_id',
  ],
  ...[
    'release_date',
    'owner',
    'display_name',
    'audio_features',
    'tempo',
    'key',
    'energy',
    'loudness',
    'error',
  ],
  ...['status', 'message', 'reason', '__proto__', 'constructor', 'toString'],
)
const { tree: values } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1e308,
      ID,
      'track',
      'episode',
      '2024-02-30T99:00:00Z',
      '\u0000',
      'QUOTA_EXCEEDED',
    ),
    fc.string({ maxLength: 20 }),
    fc.double(),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(names, tie('tree'), { maxKeys: 8 }),
  ),
}))
const bodies = fc.oneof(
  { arbitrary: values.map((value) => JSON.stringify(value)), weight: 6 },
  {
    arbitrary: fc
      .tuple(values, fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([value, share]) =>
        JSON.stringify(value).slice(0, Math.floor(JSON.stringify(value).length * share)),
      ),
    weight: 2,
  },
  { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
  { arbitrary: fc.constantFrom('', '<!doctype html>', '[', '{"items":', '{"error":{}}', 'null'), weight: 1 },
)
const statuses = fc.oneof(
  { arbitrary: fc.constant(200), weight: 6 },
  {
    arbitrary: fc.constantFrom(400, 401, 403, 404, 405, 410, 413, 418, 429, 500, 502, 503, 504, 599),
    weight: 3,
  },
)
const retryAfter = fc.constantFrom('', '0', '-1', 'soon', '1e9', 'Wed, 21 Oct 2026 07:28:00 GMT', '86207')

const KNOWN: readonly ErrorCode[] = ['TRACK_NOT_FOUND', 'PLAYLIST_NOT_FOUND', 'PLAYLIST_NOT_READABLE']

describe('bodies of any kind', () => {
  it('are read, or become a DomainError that belongs to Spotify', { timeout: PATIENCE_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, statuses, retryAfter, fc.nat(5), async (body, status, wait, call) => {
        const client = connect(
          () => new Response(body, { status, headers: wait ? { 'retry-after': wait } : {} }),
        )
        try {
          await use(client, call)
        } catch (error) {
          if (!isDomainError(error)) throw error
          if (!error.code.startsWith('SPOTIFY_') && !KNOWN.includes(error.code)) throw error
          if (error.message.length > 400) throw error
        }
      }),
      BODIES,
    )
  })
})

type Client = ReturnType<typeof connect>

/** A client whose token is good and whose every other answer is the one given; it does not try again. */
function connect(answer: () => Response) {
  const fetch: typeof globalThis.fetch = (input) =>
    Promise.resolve(
      (input as string).endsWith('/api/token') ? json({ access_token: 't', expires_in: 3600 }) : answer(),
    )
  const tokens = createAppToken({
    accountsUrl: 'https://accounts.test',
    clientId: 'id',
    clientSecret: 'secret',
    fetch,
    timeoutMs: 1000,
  })
  const limits = createLimits({ perSecond: 1000, perDay: 0, concurrency: 1 })
  const http = createSpotifyHttp({
    apiUrl: 'https://api.test',
    tokens,
    limits,
    fetch,
    timeoutMs: 1000,
    maxRetries: 0,
  })
  return createSpotifyClient(http)
}

async function use(client: Client, call: number): Promise<unknown> {
  if (call === 0) return client.getTrack(ID)
  if (call === 1) return client.getPlaylist(ID)
  if (call === 2) return client.searchTracks('artist', 'title')
  if (call === 3) return client.audioFeatures([ID])
  // A body that says there is more would say so for ever: three pages show what there is to see.
  const pages = client.playlistPages(ID)
  for (let i = 0; i < 3; i++) if ((await pages.next()).done) break
  return pages.return(undefined)
}
