import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { IncomingItem, IncomingPlaylist } from '../../domain/playlist'
import { ingestPlaylist, type IngestPlaylistDeps } from './ingest-playlist'
import { createMemoryCatalog, featureSet, freeLocks, incomingTrack, tools } from '../../catalog/testing/fakes'
import { createMemoryPlaylists } from '../testing/playlists'

const ID = 'p'.padEnd(22, '0')
const PAGE = 50
type Kind = 'sounding' | 'silent' | 'episode'
/** A place: which track stands there, and what kind it is. */
type Place = { name: number; kind: Kind }
/** `opens`: its first page comes with its head. */
type List = { snapshotId: string | null; contentKey?: string; opens?: boolean; places: Place[] }

class Stop extends Error {}

/** Everything that outlives a process, and runs of processes over it that stop at the n-th thing they do. */
function world(given: List) {
  const memory = createMemoryCatalog()
  const { stored, readings, playlists } = createMemoryPlaylists(memory)
  const source = { list: given }
  const asked: number[] = []
  const toItem = ({ name, kind }: Place, position: number): IncomingItem =>
    kind === 'episode'
      ? { position, addedAt: null, track: null, name: `Talk ${String(name)}`, reason: 'a podcast episode' }
      : { position, addedAt: null, track: incomingTrack(`${kind}${String(name)}`) }
  const head = (): IncomingPlaylist => {
    const { places, opens, ...state } = source.list
    const opening = opens ? places.slice(0, PAGE).map(toItem) : []
    const nothing = { description: null, ownerName: null, imageUrl: null, isPublic: null }
    return { spotifyId: ID, name: 'Evening', ...nothing, ...state, opening, total: places.length }
  }

  /** Stops at the `until`-th thing that a process does outside of itself. */
  const run = (until = Infinity, onPage: (position: number) => void = () => undefined) => {
    let done = 0
    const step = () => {
      if (++done >= until) throw new Stop()
    }
    const deps: IngestPlaylistDeps = {
      catalog: {
        ...memory.catalog,
        transaction: (work, fence) =>
          memory.catalog.transaction(async (tx) => {
            const result = await work(tx)
            step()
            return result
          }, fence),
      },
      precedence: ['spotify'],
      spotify: {
        getPlaylist: () => Promise.resolve(head()),
        async *playlistPages(_id, _signal, { position = 0 } = {}) {
          for (let from = position; from < source.list.places.length; from += PAGE) {
            // A page comes with a turn of the event loop at the earliest.
            await new Promise(setImmediate)
            step()
            asked.push(from)
            onPage(from)
            yield source.list.places.slice(from, from + PAGE).map((place, i) => toItem(place, from + i))
          }
        },
      },
      features: {
        describe: (tracks) => {
          step()
          return Promise.resolve(
            new Map(
              tracks.map((track) => [
                track.spotifyId ?? '',
                track.name.includes('silent')
                  ? { sets: [], reason: 'nobody knows it' }
                  : { sets: [featureSet()], reason: null },
              ]),
            ),
          )
        },
      },
      playlists: {
        ...playlists,
        replaceByReading: (list, reading) => {
          step()
          return playlists.replaceByReading(list, reading)
        },
      },
      readings,
      tracks: { findSearchableIds: memory.findSearchableIds },
      index: { follow: () => Promise.resolve() },
      locks: freeLocks,
      reader: null,
      maxItems: 10_000,
      patienceSeconds: 0,
    }
    return ingestPlaylist(deps, ID, tools())
  }

  /** What a reader finds afterwards, by the names of tracks: own ids depend on who came first. */
  const found = () => {
    const names = new Map([...memory.tracks.values()].map(({ id, track }) => [id, track.name]))
    return {
      items: stored
        .get(ID)
        ?.items.map(({ trackId, ...item }) => ({ ...item, track: names.get(trackId ?? '') })),
      snapshotId: stored.get(ID)?.head.playlist.snapshotId,
      tracks: [...names.values()].sort(),
      searchable: [...memory.vectors.keys()].map((id) => names.get(id)).sort(),
      staged: memory.staged.size,
    }
  }
  return { run, found, asked, source, staged: memory.staged }
}

const place = fc.record({
  name: fc.integer({ min: 0, max: 400 }),
  kind: fc.constantFrom<Kind>('sounding', 'sounding', 'sounding', 'silent', 'episode'),
})
const places = fc.array(place, { minLength: 0, maxLength: 900 })
const key = fc.constantFrom<Omit<List, 'places'>>(
  { snapshotId: 'snapshot-1' },
  { snapshotId: 'snapshot-1', opens: true },
  { snapshotId: null, contentKey: '900 2026-11-22' },
)
const many = (count: number): Place[] =>
  Array.from({ length: count }, (_, name) => ({ name, kind: 'sounding' }))

describe('an ingestion that is stopped', () => {
  it('anywhere, any number of times, ends with the list and the report of one that never was', async () => {
    await fc.assert(
      fc.asyncProperty(
        places,
        key,
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
        async (listed, state, stops) => {
          const list = { ...state, places: listed }
          const [calm, rough] = [world(list), world(list)]
          const expected = await calm.run()
          let report
          for (const stop of stops) {
            report = await rough.run(stop).catch((error: unknown) => {
              if (!(error instanceof Stop)) throw error
            })
            if (report) break
          }
          expect(report ?? (await rough.run())).toEqual(expected)
          expect(rough.found()).toEqual(calm.found())
          expect(rough.found().staged).toBe(0)
        },
      ),
      { numRuns: 150 },
    )
  })

  it.each([{ snapshotId: 'snapshot-1' }, { snapshotId: null, contentKey: '900 2026-11-22' }])(
    'asks for no page before its last checkpoint again (%j)',
    async (state) => {
      const { run, asked, staged } = world({ ...state, places: many(900) })
      // Eighteen pages; the first batch is stored after six of them.
      await expect(run(14)).rejects.toThrow(Stop)
      const [reached] = [...staged.values()].map((reading) => reading.reached.position)
      expect(reached).toBeGreaterThanOrEqual(300)
      const before = asked.length
      expect(await run()).toMatchObject({ read: 900, added: 900 })
      expect(Math.min(...asked.slice(before))).toBe(reached)
    },
  )

  it('starts anew where nothing names the state of the list, or it changed since', async () => {
    for (const [first, second] of [
      [{ snapshotId: null }, { snapshotId: null }],
      [{ snapshotId: 'a' }, { snapshotId: 'b' }],
    ] as const) {
      const { run, asked, source, found } = world({ ...first, places: many(900) })
      await expect(run(14)).rejects.toThrow(Stop)
      const before = asked.length
      source.list = { ...second, places: many(890).reverse() }
      expect(await run()).toMatchObject({ read: 890 })
      expect(asked[before]).toBe(0)
      expect(found()).toMatchObject({ snapshotId: second.snapshotId, staged: 0 })
      expect(found().items?.[0]?.track).toBe('Song sounding889')
    }
  })
})

describe('a playlist that changes while it is read', () => {
  it('is read again, and what was added the first time counts as added', async () => {
    const { run, source, found, asked } = world({ snapshotId: 'a', places: many(120) })
    const report = await run(Infinity, (position) => {
      if (position === 50) source.list = { snapshotId: 'b', places: many(119) }
    })
    expect(report).toMatchObject({ read: 119, added: 119, unchanged: 0, searchable: 119 })
    expect(found()).toMatchObject({ snapshotId: 'b', staged: 0 })
    expect(found().items).toHaveLength(119)
    expect(asked).toEqual([0, 50, 100, 0, 50, 100])
  })

  it('again and again is stored as it was read last, and read anew by the next job', async () => {
    const { run, source, found, asked } = world({ snapshotId: '0', places: many(120) })
    let changes = 0
    const change = vi.fn((position: number) => {
      if (position === 100) source.list = { snapshotId: String(++changes), places: many(120 + changes) }
    })
    await run(Infinity, change)
    expect(asked.filter((position) => position === 0)).toHaveLength(3)
    expect(found()).toMatchObject({ snapshotId: '2', staged: 0 })
    expect(await run()).toMatchObject({ read: 123 })
    expect(found()).toMatchObject({ snapshotId: '3' })
  })

  it('is asked once how it is where it came in one page', async () => {
    const { run, source, found } = world({ snapshotId: 'a', places: many(50) })
    await run(Infinity, () => (source.list = { snapshotId: 'b', places: many(50) }))
    expect(found()).toMatchObject({ snapshotId: 'a' })
  })
})
