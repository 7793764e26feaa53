import { describe, expect, it } from 'vitest'
import type { FeatureValues } from '../domain/features'
import { importFile, type FileEvent, type ImportFileDeps } from './import-file'
import type { PlaylistItemToSave } from './ports'
import { createMemoryCatalog, freeLocks, incomingTrack, tools } from './testing/fakes'
import { createMemoryImports } from './testing/imports'

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

function house(follow: () => Promise<void> = () => Promise.resolve()) {
  const memory = createMemoryCatalog()
  const lists = new Map<string, { name: string; items: PlaylistItemToSave[] }>()
  const deps: ImportFileDeps = {
    catalog: memory.catalog,
    ladder: ['file'],
    playlists: {
      replaceMany: (batch) => {
        for (const { publicId, playlist, items } of batch) lists.set(publicId, { name: playlist.name, items })
        return Promise.resolve()
      },
    },
    imports: createMemoryImports(memory),
    index: { follow },
    locks: freeLocks,
  }
  const run = (events: FileEvent[], asPlaylist: string | null = null) =>
    importFile(deps, { fileKey: 'f', events: stream(events), filename: 'songs.csv', asPlaylist }, tools())
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
    expect(lists.get(listId)?.items.map((item) => item.trackId)).toEqual(['1', '2', '1'])
    expect([...lists.keys()].find((key) => key !== listId)).toMatch(/^f-[0-9a-f]{20}$/)
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
    const report = await run(events)
    expect(report.skipped).toBe(150)
    expect(report.skippedNamed).toHaveLength(100)
  })

  it('stores a track without values, and does not call it searchable', async () => {
    const { run, memory } = house()
    expect(await run([row(2, 'a', null, {})])).toMatchObject({ added: 1, searchable: 0 })
    expect(memory.vectors.size).toBe(0)
  })
})
