import { describe, expect, it, vi } from 'vitest'
import type { CatalogCounts } from '../domain/catalog-summary'
import { createSummariseCatalog, type SummariseCatalogDeps } from './summarise-catalog'

/** A catalog without an index whose counts the test gives. */
function house(count: () => Promise<CatalogCounts>) {
  let basis: string | null = null
  const none = { groups: 0, tracks: 0 }
  const recent = { days: 30, jobs: 0, read: 0, added: 0, known: 0, merged: 0, skipped: 0, undescribed: 0 }
  const deps: SummariseCatalogDeps = {
    figures: {
      count,
      countSources: () => Promise.resolve([]),
      countMasks: () => Promise.resolve([]),
      countReleases: () => Promise.resolve(none),
      countIsrcTwins: () => Promise.resolve(none),
      listMostReleased: () => Promise.resolve([]),
      readCounted: () => Promise.resolve([]),
      sumRecentJobs: () => Promise.resolve({ ...recent, reasons: [] }),
    },
    tracks: {
      findSample: () => Promise.resolve([]),
      findCandidates: () => Promise.resolve(new Map()),
      findTracks: () => Promise.resolve([]),
    },
    index: { searchMembers: () => Promise.resolve([]) },
    ladder: [],
    sampleSize: 100,
    findBasis: () => basis,
  }
  return {
    summarise: createSummariseCatalog(deps),
    change: (to: string) => {
      basis = to
    },
  }
}
const counts = (tracks: number): CatalogCounts => ({
  ...{ tracks, recordings: tracks, artists: 1, albums: 1, playlists: 0, searchable: tracks },
})

describe('the summary of the catalog', () => {
  it('is made once for all who ask, and kept until the index changes', async () => {
    const count = vi.fn(() => Promise.resolve(counts(count.mock.calls.length)))
    const { summarise, change } = house(count)
    const both = await Promise.all([summarise(), summarise()])
    expect(both.map((summary) => summary.counts.tracks)).toEqual([1, 1])
    await summarise()
    expect(count).toHaveBeenCalledTimes(1)
    change('1 2')
    expect((await summarise()).counts.tracks).toBe(2)
  })

  it('is the one before while a new one takes long, and that once it is there', async () => {
    let release = () => {}
    const late = new Promise<void>((resolve) => {
      release = resolve
    })
    let call = 0
    const { summarise, change } = house(async () => {
      call++
      if (call === 2) await late
      return counts(call)
    })
    await summarise()
    change('1 2')
    expect((await summarise()).counts.tracks).toBe(1)
    release()
    await expect.poll(async () => (await summarise()).counts.tracks).toBe(2)
  })

  it('survives a failure with the one before, and tries again', async () => {
    let call = 0
    const { summarise, change } = house(() => {
      call++
      return call === 2 ? Promise.reject(new Error('no database')) : Promise.resolve(counts(call))
    })
    await summarise()
    change('1 2')
    expect((await summarise()).counts.tracks).toBe(1)
    expect((await summarise()).counts.tracks).toBe(3)
  })
})
