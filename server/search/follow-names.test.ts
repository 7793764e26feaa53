import { describe, expect, it } from 'vitest'
import { createNameIndex, type NameIndex } from './domain/name-index'
import { parseNameQuery } from './domain/name-query'
import { createNameSearch } from './follow-names'
import type { NameRow } from '~workers/protocol'

type Change = NameRow | number

/** A catalog whose changes are numbered from 1, and the thread that holds its names. */
function openCatalog(changes: Change[] = []) {
  let held: { epoch: string; index: NameIndex } | null = null
  let hold: Promise<void> | null = null
  let reads = 0
  const names = createNameSearch(
    {
      names: {
        async readChanged(afterSeq, limit) {
          reads++
          await hold
          const next = changes.slice(afterSeq, afterSeq + limit)
          const rows = next.filter((change) => typeof change !== 'number')
          const removed = next.filter((change) => typeof change === 'number')
          return { names: JSON.stringify(rows), removed, count: next.length, lastSeq: afterSeq + next.length }
        },
      },
      thread: {
        change({ epoch, names: text, removed }) {
          if (held?.epoch !== epoch) held = { epoch, index: createNameIndex() }
          const rows = JSON.parse(text) as NameRow[]
          held.index.change(
            rows.map(([id, name, popularity, artists]) => ({ id, name, popularity, artists: artists ?? [] })),
            removed,
          )
          return Promise.resolve({ size: held.index.size(), gone: held.index.gone() })
        },
        search: ({ epoch, query, limit }) =>
          Promise.resolve(held?.epoch === epoch ? held.index.search(query, limit) : null),
      },
    },
    { loadMs: 20, catchUpMs: 5 },
  )
  return {
    changes,
    find: async (text: string) => (await names.search(parseNameQuery(text), 10)).hits.map(({ id }) => id),
    loseThread: () => {
      held = null
    },
    holdReads: (until: Promise<void> | null) => {
      hold = until
    },
    reads: () => reads,
    size: () => held?.index.size() ?? 0,
  }
}

const halo: NameRow = [1, 'Halo', 77, ['Beyoncé']]
const hello: NameRow = [2, 'Hello', 73, ['Adele']]

describe('search by name over a catalog that changes', () => {
  it('reads all names at the first search, and what came since at every other', async () => {
    const catalog = openCatalog([halo])
    expect(await catalog.find('halo')).toEqual([1])
    expect(await catalog.find('hello adele')).toEqual([])
    catalog.changes.push(hello)
    expect(await catalog.find('hello adele')).toEqual([2])
    catalog.changes.push(1, [2, 'Skyfall', 80, ['Adele']])
    expect(await catalog.find('halo')).toEqual([])
    expect(await catalog.find('adele skyfall')).toEqual([2])
  })

  it('reads a catalog of many batches', async () => {
    const catalog = openCatalog(Array.from({ length: 12_001 }, (_, id) => [id, `Song ${id}`, null, ['Band']]))
    expect((await catalog.find('song 12000'))[0]).toBe(12_000)
    expect(catalog.reads()).toBe(3)
  })

  it('reads all names anew where its thread was lost', async () => {
    const catalog = openCatalog([halo, hello])
    await catalog.find('halo')
    catalog.loseThread()
    expect(await catalog.find('adele')).toEqual([2])
  })

  it('reads all names anew once more are gone than are there', async () => {
    const rows = Array.from({ length: 11_000 }, (_, id): NameRow => [id, `Song ${id}`, null, ['Band']])
    const catalog = openCatalog([...rows])
    await catalog.find('song')
    catalog.changes.push(...rows.slice(0, 10_900).map(([id]) => id))
    await catalog.find('song')
    expect((await catalog.find('song 10999'))[0]).toBe(10_999)
    expect(catalog.size()).toBe(100)
  })

  it('says that names are being read where the first reading takes long, and answers once it is done', async () => {
    const catalog = openCatalog([halo])
    let release: () => void = () => undefined
    catalog.holdReads(new Promise((resolve) => (release = resolve)))
    await expect(catalog.find('halo')).rejects.toMatchObject({ code: 'BUSY' })
    release()
    catalog.holdReads(null)
    expect(await catalog.find('halo')).toEqual([1])
  })

  it('answers from what is there while what came since takes long to read', async () => {
    const catalog = openCatalog([halo])
    await catalog.find('halo')
    catalog.changes.push(hello)
    let release: () => void = () => undefined
    catalog.holdReads(new Promise((resolve) => (release = resolve)))
    expect(await catalog.find('halo')).toEqual([1])
    release()
  })
})
