import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toGroups, type Release } from '~server/recordings/domain/groups'
import type { Override } from '~server/recordings/domain/override'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { removeTracks } from '~server/catalog/upkeep/track-removal'
import { lockVersions } from '~server/catalog/store/version.repository'
import { storeTracks } from '~server/catalog/store-tracks'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { PRECEDENCE, idOf, makeTrack } from './support/tracks'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
const empty = () => database.sql`truncate tracks, artists, albums, version_overrides restart identity cascade`
beforeEach(empty)

const TRACKS = 12
const anyTrack = fc.nat({ max: TRACKS - 1 })
/** Few songs, lengths and ISRCs, so that releases hang together in chains. */
const release = fc.record({
  n: anyTrack,
  song: fc.nat({ max: 4 }),
  isrc: fc.option(fc.nat({ max: 4 }), { freq: 2 }),
  durationMs: fc.option(fc.constantFrom(200_000, 204_000, 208_000, 260_000)),
})
const step = fc.oneof(
  { weight: 4, arbitrary: fc.array(release, { minLength: 1, maxLength: 8 }) },
  { weight: 1, arbitrary: fc.record({ removed: anyTrack }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyTrack, fc.option(anyTrack))
      .filter(([track, other]) => track !== other)
      .map(([track, other]) => ({ track, other })),
  },
)

type Said = typeof release extends fc.Arbitrary<infer T> ? T : never
const saying = (n: number, song: number, durationMs: Said['durationMs']): Said => ({
  n,
  song,
  isrc: null,
  durationMs,
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
/** The release that stands between two others of its song turns out to be another song: then the two belong together. */
const BETWEEN: Step[] = [[saying(2, 2, null), saying(3, 2, 260_000)], [saying(0, 2, 200_000)]]
const LEAVING: Step[] = [...BETWEEN, [saying(0, 0, null)]]
const REMOVED: Step[] = [...BETWEEN, { removed: 0 }]

async function readRecordings() {
  const rows = await database.sql<(Release & { recording: string })[]>`
    select id::text, public_id as "publicId", song_key as "songKey", isrc, duration_ms as "durationMs",
      coalesce(recording_id, id)::text as recording from tracks order by id`
  const overrides = await database.sql<(Omit<Override, 'number'> & { number: number })[]>`
    select number::integer, kind, track, other from version_overrides where undone_at is null order by number`
  return {
    stored: new Map(rows.map(({ id, recording }) => [id, recording])),
    derived: toGroups([...rows], [...overrides]),
  }
}

describe('recordings', () => {
  it('are the same whether their releases and decisions come one by one or all at once', async () => {
    const catalog = createCatalogRepository(database.sql)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await empty()
        for (const one of steps) {
          if (Array.isArray(one)) {
            const batch = one.map(({ n, song, isrc, durationMs }) => ({
              // What Spotify says overwrites: a release leaves a recording as well as it joins one.
              source: 'spotify' as const,
              features: [],
              track: makeTrack(n, {
                name: `Song ${String(song)}`,
                artists: [{ spotifyId: null, name: 'Odile' }],
                isrc: isrc === null ? null : `USABC120000${String(isrc)}`,
                durationMs,
              }),
            }))
            await storeTracks({ catalog, precedence: PRECEDENCE }, batch)
            continue
          }
          if ('removed' in one) {
            await database.sql.begin(async (tx) => {
              await lockVersions(tx)
              const gone = await tx<
                { id: string }[]
              >`select id from tracks where public_id = ${idOf(one.removed)}`
              await removeTracks(
                tx,
                gone.map(({ id }) => id),
              )
            })
            continue
          }
          const { track, other } = one
          await catalog.transaction(async (tx) => {
            const named = { track: idOf(track), other: other === null ? null : idOf(other) }
            await tx.saveOverride({
              kind: other === null ? 'split' : 'join',
              ...named,
              why: '',
              by: 'a test',
            })
            const known = await database.sql<{ id: string }[]>`
                select id from tracks where public_id in (${named.track}, ${named.other ?? ''})`
            await tx.regroup(known.map(({ id }) => id))
          })
        }
        const { stored, derived } = await readRecordings()
        expect(stored).toEqual(derived)
      }),
      { numRuns: 60, examples: [[LEAVING], [REMOVED]] },
    )
  })

  it('of an ISRC that thousands share are found without a pair for each two of them', async () => {
    const catalog = createCatalogRepository(database.sql)
    const shared = Array.from({ length: 3000 }, (_, n) => ({
      source: 'file' as const,
      features: [],
      track: makeTrack(n, { isrc: 'USABC1200000' }),
    }))
    await storeTracks({ catalog, precedence: PRECEDENCE }, shared)
    const [{ recordings } = { recordings: 0 }] = await database.sql<{ recordings: number }[]>`
      select count(distinct recording_id)::integer as recordings from tracks`
    expect(recordings).toBe(1)
  })
})
