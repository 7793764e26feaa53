import { describe, expect, it } from 'vitest'
import type { FeatureValues } from '../../domain/features/features'
import { importFile, type FileEvent, type ImportFileDeps } from './import-file'
import type { PlaylistAccess, PlaylistItemToSave } from '../../catalog/ports'
import { createMemoryCatalog, freeLocks, incomingTrack, tools } from '../../catalog/testing/fakes'
import { createMemoryImports } from '../testing/imports'

const row = (
  line: number,
  id: string,
  list: string | null = null,
  values: FeatureValues = { energy: 0.4 },
): FileEvent => ({
  kind: 'row',
  row: {
    line,
    track: incomingTrack(id),
    values,
    playlist: list === null ? null : { key: list, name: `List ${list}` },
  },
})

type StoredList = {
  name: string
  spotifyId: string | null
  items: PlaylistItemToSave[]
  access: PlaylistAccess
}

function house(follow: () => Promise<void> = () => Promise.resolve()) {
  const memory = createMemoryCatalog()
  const lists = new Map<string, StoredList>()
  const deps: ImportFileDeps = {
    catalog: memory.catalog,
    precedence: ['file'],
    playlists: {
      replaceMany: (batch) => {
        for (const { publicId, playlist, items, access } of batch) {
          lists.set(publicId, { name: playlist.name, spotifyId: playlist.spotifyId, items, access })
        }
        return Promise.resolve()
      },
    },
    imports: createMemoryImports(memory),
    index: { follow },
    locks: freeLocks,
  }
  const file = { fileKey: 'f', filename: 'songs.csv' }
  const run = (events: FileEvent[], asPlaylist: string | null = null, owner: string | null = null) =>
    importFile(deps, { ...file, events: stream(events), asPlaylist, owner }, tools())
  return { memory, lists, run }
}

async function* stream(events: FileEvent[]) {
  yield await Promise.resolve(events)
}

describe('importFile', () => {
  it('accounts for every line: added, merged or skipped', async () => {
    const { run, memory } = house()
    const skipped: FileEvent = { kind: 'skipped', line: 4, name: '', reason: 'it has no id' }
    const report = await run([row(2, 'a'), row(3, 'b'), skipped, row(5, 'a')])
    expect(report).toMatchObject({ read: 4, added: 2, merged: 1, skipped: 1, searchable: 2 })
    expect(report.added + report.updated + report.unchanged + report.merged + report.skipped).toBe(
      report.read,
    )
    expect(report.skippedNamed).toEqual([{ where: 4, name: '', reason: 'it has no id' }])
    expect(memory.vectors.size).toBe(2)
  })

  it('changes nothing the second time', async () => {
    const { run } = house()
    const rows = Array.from({ length: 2500 }, (_, i) => row(i + 2, `t${String(i)}`))
    expect(await run(rows)).toMatchObject({ added: 2500, unchanged: 0 })
    expect(await run(rows)).toMatchObject({ added: 0, updated: 0, unchanged: 2500 })
  })

  it('has the index follow when the file is read, and again when all of it is stored', async () => {
    const stored: number[] = []
    const { run, memory } = house(() => {
      stored.push(memory.vectors.size)
      // What fails while batches are stored is not the import's failure: it is asked again.
      return stored.length === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve()
    })
    await run(Array.from({ length: 3000 }, (_, i) => row(i + 2, `t${String(i)}`)))
    expect(stored).toHaveLength(2)
    expect(stored[0]).toBeLessThan(3000)
    expect(stored[1]).toBe(3000)
  })

  it('fails where the index cannot follow what is stored', async () => {
    const { run } = house(() => Promise.reject(new Error('the disk is full')))
    await expect(run([row(2, 'a')])).rejects.toThrow('the disk is full')
  })

  it('keeps the playlists of a file in order, repeats included', async () => {
    const { run, lists } = house()
    const listId = 'L'.padEnd(22, '0')
    await run([row(2, 'a', listId), row(3, 'b', 'mine'), row(4, 'b', listId), row(5, 'a', listId)])
    const named = [...lists.values()].find(({ name }) => name === `List ${listId}`)
    expect(named?.items.map((item) => item.trackId)).toEqual(['1', '2', '1'])
  })

  it('never writes a playlist of Spotify, whose id a file names', async () => {
    const { run, lists } = house()
    await run([row(2, 'a', 'L'.padEnd(22, '0'))])
    expect([...lists.keys()]).toEqual([expect.stringMatching(/^f-[0-9a-f]{20}$/)])
    expect([...lists.values()]).toMatchObject([{ spotifyId: null, access: { restricted: false } }])
  })

  it('keeps the lists of two people apart, each for their owner alone', async () => {
    const { run, lists } = house()
    for (const owner of [null, 'one', 'two', 'one']) await run([row(2, 'a', 'Liked Songs')], null, owner)
    expect([...lists.values()].map(({ access }) => access)).toEqual([
      { restricted: false },
      { restricted: true, userId: 'one' },
      { restricted: true, userId: 'two' },
    ])
  })

  it('keeps the whole file as one playlist where a name is given', async () => {
    const { run, lists } = house()
    await run([row(2, 'a', 'x'), row(3, 'b', 'y')], 'My favourites')
    expect([...lists.values()]).toMatchObject([
      { name: 'My favourites', items: [{ trackId: '1' }, { trackId: '2' }] },
    ])
  })

  it('names a hundred skipped lines and counts the rest', async () => {
    const { run } = house()
    const events = Array.from({ length: 150 }, (_, i): FileEvent => ({
      kind: 'skipped',
      line: i + 2,
      name: '',
      reason: 'bad',
    }))
    const report = await run([...events, row(200, 'a')])
    expect(report.skipped).toBe(150)
    expect(report.skippedNamed).toHaveLength(100)
  })

  it('fails where nothing of a file is stored, and says why', async () => {
    const { run } = house()
    const skipped = (line: number): FileEvent => ({ kind: 'skipped', line, name: '', reason: 'it has no id' })
    await expect(run([2, 3, 4, 5].map(skipped))).rejects.toMatchObject({
      code: 'FILE_NOTHING_STORED',
      message:
        'None of the 4 entries of songs.csv could be stored: line 2: it has no id; line 3: it has no id; line 4: it has no id; and 1 more.',
    })
    await expect(run([])).rejects.toMatchObject({ code: 'FILE_NOTHING_STORED', report: { read: 0 } })
  })

  it('skips what the catalog cannot hold, with its line', async () => {
    const { run } = house()
    const long = row(2, 'a')
    if (long.kind === 'row') long.row.track = { ...long.row.track, name: 'x'.repeat(6000) }
    const report = await run([long, row(3, 'b')])
    expect(report).toMatchObject({ read: 2, added: 1, skipped: 1 })
    expect(report.skippedNamed).toMatchObject([
      { where: 2, reason: 'the title has 6000 letters; at most 1000 are kept' },
    ])
    expect(report.skippedNamed[0]?.name).toHaveLength(200)
  })

  it('counts values that were left out by column, with the first of them', async () => {
    const { run } = house()
    const odd = (line: number, id: string, ...unread: { column: string; value: string }[]): FileEvent => {
      const event = row(line, id)
      return event.kind === 'row' ? { kind: 'row', row: { ...event.row, unread } } : event
    }
    const report = await run([
      odd(2, 'a', { column: 'key', value: 'H♭' }, { column: 'mode', value: 'lydian' }),
      odd(3, 'b', { column: 'key', value: 'Q' }),
    ])
    expect(report.unread).toEqual([
      { column: 'key', count: 2, example: 'H♭' },
      { column: 'mode', count: 1, example: 'lydian' },
    ])
  })

  it('counts tracks that an id alone names', async () => {
    const { run } = house()
    const unnamed = row(2, 'a')
    if (unnamed.kind === 'row') unnamed.row.track = { ...unnamed.row.track, name: 'Untitled' }
    expect(await run([unnamed, row(3, 'b')])).toMatchObject({ added: 2, unnamed: 1 })
  })

  it('stores a track without values, and does not call it searchable', async () => {
    const { run, memory } = house()
    expect(await run([row(2, 'a', null, {})])).toMatchObject({ added: 1, searchable: 0 })
    expect(memory.vectors.size).toBe(0)
  })
})
