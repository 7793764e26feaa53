import { describe, expect, it, vi } from 'vitest'
import type { Candidate } from '../services/ports'
import { createCandidateCache } from './candidate-cache'

const candidate = (id: string): Candidate => ({
  id,
  publicId: id,
  songKey: id,
  isrc: null,
  mask: 1,
  artistId: null,
})
const source = () => vi.fn((ids: string[]) => Promise.resolve(new Map(ids.map((id) => [id, candidate(id)]))))

describe('createCandidateCache', () => {
  it('asks once for what it knows', async () => {
    const find = source()
    const cached = createCandidateCache(find, () => 1, 100)
    await cached(['1', '2'])
    expect([...(await cached(['2', '3'])).keys()]).toEqual(['2', '3'])
    expect(find.mock.calls).toEqual([[['1', '2']], [['3']]])
  })

  it('forgets everything when the catalog changes', async () => {
    const find = source()
    let generation = 1
    const cached = createCandidateCache(find, () => generation, 100)
    await cached(['1'])
    generation = 2
    await cached(['1'])
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('does not keep an answer that was read before a change', async () => {
    let generation = 1
    const find = vi.fn((ids: string[]) => {
      generation = 2
      return Promise.resolve(new Map(ids.map((id) => [id, candidate(id)])))
    })
    const cached = createCandidateCache(find, () => generation, 100)
    await cached(['1'])
    await cached(['1'])
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('stays within its capacity, and answers in full all the same', async () => {
    const find = source()
    const cached = createCandidateCache(find, () => 1, 2)
    expect((await cached(['1', '2', '3', '4'])).size).toBe(4)
    await cached(['3', '4'])
    expect(find).toHaveBeenCalledTimes(1)
    await cached(['1'])
    expect(find).toHaveBeenCalledTimes(2)
  })
})
