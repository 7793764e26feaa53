import { describe, expect, it, vi } from 'vitest'
import type { CatalogCounts } from '../domain/catalog-summary'
import { createSummariseCatalog, type KeptSummary, type SummariseCatalogDeps } from './summarise-catalog'

/** Where several processes keep their summary. */
function createKept() {
  const state: { kept: KeptSummary | null } = { kept: null }
  return {
    state,
    find: () => Promise.resolve(state.kept),
    save: (kept: KeptSummary) => {
      state.kept = kept
      return Promise.resolve()
    },
  }
}

/** A catalog without an index whose counts the test gives. */
function house(count: () => Promise<CatalogCounts>, kept = createKept()) {
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
    index: {
      readVectors: () => Promise.resolve(new Float32Array()),
      searchVectors: () => Promise.resolve([]),
    },
    precedence: [],
    sampleSize: 100,
    findBasis: () => basis,
    kept,
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

  it('is made once for all processes, and for the next start', async () => {
    const count = vi.fn(() => Promise.resolve(counts(7)))
    const kept = createKept()
    await house(count, kept).summarise()
    expect((await house(count, kept).summarise()).counts.tracks).toBe(7)
    expect(count).toHaveBeenCalledTimes(1)
  })

  it('that takes long is waited for by nobody, and not made again before a rest', async () => {
    const kept = createKept()
    const count = vi.fn(() => new Promise<CatalogCounts>(() => undefined))
    const first = await house(() => Promise.resolve(counts(1_000_000))).summarise()
    const told = (secondsAgo: number) => {
      const at = new Date(Date.now() - secondsAgo * 1000).toISOString()
      kept.state.kept = { basis: 'another', tookMs: 4000, summary: { ...first, at } }
      return at
    }
    const { summarise } = house(count, kept)
    const soon = told(39)
    expect((await summarise()).at).toBe(soon)
    expect(count).not.toHaveBeenCalled()
    const later = told(41)
    // Newer ones replace what is known; this one is older, as another process would see it.
    const other = house(count, kept).summarise
    expect((await other()).at).toBe(later)
    expect(count).toHaveBeenCalledTimes(1)
  })

  it('is made all the same where it cannot be kept', async () => {
    const away = () => Promise.reject(new Error('no database'))
    const { summarise } = house(() => Promise.resolve(counts(3)), { ...createKept(), find: away, save: away })
    expect((await summarise()).counts.tracks).toBe(3)
  })
})
