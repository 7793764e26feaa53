import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BATCH_ROWS, importFile, type FileEvent, type ImportFileDeps } from './import-file'
import type { PlaylistToSave } from '../../catalog/ports'
import { createMemoryCatalog, freeLocks, incomingTrack, tools } from '../../catalog/testing/fakes'
import { createMemoryImports } from '../testing/imports'

const KEY = 'a'.repeat(64)
/** What the n-th entries of the file are: so many rows of a kind one after the other, or lines that are none. */
type Stretch = { rows: number; tracks: number; list: string | null; skipped: number }

class Stop extends Error {}

function toEvents(stretches: Stretch[]): FileEvent[] {
  const events: FileEvent[] = []
  for (const { rows, tracks, list, skipped } of stretches) {
    for (let i = 0; i < rows; i++) {
      const playlist = list === null ? null : { key: list, name: `List ${list}` }
      const values = i % 3 === 0 ? {} : { energy: 0.4 }
      const track = incomingTrack(String(i % tracks))
      events.push({ kind: 'row', row: { line: events.length + 2, track, values, playlist } })
    }
    for (let i = 0; i < skipped; i++) {
      events.push({
        kind: 'skipped',
        line: events.length + 2,
        name: `line ${String(i)}`,
        reason: 'it has no id',
      })
    }
  }
  return events
}

/** Everything that outlives a process, and runs of processes over it that stop at the n-th thing they write. */
function world(events: FileEvent[]) {
  const memory = createMemoryCatalog()
  const imports = createMemoryImports(memory)
  const lists = new Map<string, PlaylistToSave>()
  const written: number[] = []
  const run = (until = Infinity, fileKey: string = KEY) => {
    let done = 0
    const step = () => {
      if (++done >= until) throw new Stop()
    }
    const deps: ImportFileDeps = {
      catalog: {
        ...memory.catalog,
        transaction: (work, options) =>
          memory.catalog.transaction(async (tx) => {
            let tracks = 0
            const saveTracks: typeof tx.saveTracks = (batch) => {
              tracks += batch.length
              return tx.saveTracks(batch)
            }
            const result = await work({ ...tx, saveTracks })
            step()
            written.push(tracks)
            return result
          }, options),
      },
      precedence: ['file'],
      playlists: {
        replaceMany: (some) => {
          step()
          for (const list of some) lists.set(list.publicId, list)
          return Promise.resolve()
        },
      },
      imports: {
        ...imports,
        remove: (key, fence) => {
          step()
          return imports.remove(key, fence)
        },
      },
      index: { follow: () => Promise.resolve() },
      locks: freeLocks,
    }
    return importFile(
      deps,
      { events: stream(events), filename: 'songs.csv', asPlaylist: null, fileKey },
      tools(),
    )
  }
  const found = () => ({
    tracks: [...memory.tracks].sort(),
    searchable: [...memory.vectors.keys()].sort(),
    lists: [...lists].sort(([a], [b]) => a.localeCompare(b)),
    left: memory.imports.size,
  })
  return { run, found, written }
}

async function* stream(events: FileEvent[]) {
  // Batches end within blocks, and blocks within batches.
  for (let at = 0; at < events.length; at += BLOCK) yield await Promise.resolve(events.slice(at, at + BLOCK))
}

const BLOCK = 37

const stretch: fc.Arbitrary<Stretch> = fc.record({
  rows: fc.integer({ min: 0, max: 3000 }),
  tracks: fc.integer({ min: 1, max: 900 }),
  list: fc.constantFrom(null, 'mine', 'yours'),
  skipped: fc.integer({ min: 0, max: 150 }),
})

describe('an import that is stopped', () => {
  it(
    'anywhere, any number of times, ends with what one that never was ends with',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          // A file without a row that can be stored fails, however often it is stopped.
          fc.array(stretch, { minLength: 1, maxLength: 4 }).filter((all) => all.some(({ rows }) => rows > 0)),
          fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
          async (stretches, stops) => {
            const events = toEvents(stretches)
            const [calm, rough] = [world(events), world(events)]
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
            expect(rough.found().left).toBe(0)
          },
        ),
        { numRuns: 40 },
      )
    },
  )

  it('writes no row before its last checkpoint again', async () => {
    const { run, written } = world(
      toEvents([{ rows: 7 * BATCH_ROWS, tracks: 7 * BATCH_ROWS, list: 'mine', skipped: 3 }]),
    )
    await expect(run(3)).rejects.toThrow(Stop)
    expect(written).toEqual([BATCH_ROWS, BATCH_ROWS])
    const [read, added] = [7 * BATCH_ROWS + 3, 7 * BATCH_ROWS]
    expect(await run()).toMatchObject({ read, added, skipped: 3, playlists: 1 })
    // The last three lines are no tracks.
    expect(written.slice(2)).toEqual([...Array<number>(5).fill(BATCH_ROWS), 0])
  })

  it('goes on for the same bytes only', async () => {
    const { run, written } = world(
      toEvents([{ rows: 3 * BATCH_ROWS, tracks: 3 * BATCH_ROWS, list: null, skipped: 0 }]),
    )
    await expect(run(2)).rejects.toThrow(Stop)
    expect(await run(Infinity, 'b'.repeat(64))).toMatchObject({
      read: 3 * BATCH_ROWS,
      added: 2 * BATCH_ROWS,
      unchanged: BATCH_ROWS,
    })
    expect(written.slice(1)).toEqual([BATCH_ROWS, BATCH_ROWS, BATCH_ROWS])
  })
})
