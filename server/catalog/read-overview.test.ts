import { describe, expect, it, vi } from 'vitest'
import { createReadOverview } from './read-overview'

function make() {
  const state = { basis: '1 1', now: 0 }
  const counts = { tracks: 3, searchable: 2, artists: 1 }
  const countCatalog = vi.fn(() => Promise.resolve(counts))
  const read = createReadOverview({
    tracks: { countCatalog, findExamples: () => Promise.resolve([]) },
    findBasis: () => state.basis,
    now: () => state.now,
  })
  return { state, counts, countCatalog, read }
}

describe('the overview', () => {
  it('is counted once for many who ask', async () => {
    const { read, counts, countCatalog } = make()
    await Promise.all([read(), read()])
    expect(await read()).toEqual({ ...counts, examples: [] })
    expect(countCatalog).toHaveBeenCalledTimes(1)
  })

  it('is counted again when the index changed, and after five seconds', async () => {
    const { state, read, countCatalog } = make()
    await read()
    state.basis = '1 2'
    await read()
    state.now = 5000
    await read()
    expect(countCatalog).toHaveBeenCalledTimes(3)
  })

  it('is counted again after a failure', async () => {
    const { read, counts, countCatalog } = make()
    countCatalog.mockRejectedValueOnce(new Error('away'))
    await expect(read()).rejects.toThrow('away')
    expect(await read()).toMatchObject(counts)
  })
})
