import { describe, expect, it, vi } from 'vitest'
import { ensureTrack, type EnsureTrackDeps } from './ensure-track'
import { createMemoryCatalog, featureSet, incomingTrack } from './testing/fakes'

const track = incomingTrack('a')
const id = track.spotifyId ?? ''

function house(features = new Map([[id, featureSet()]]), { isEmpty = (): boolean => false } = {}) {
  const memory = createMemoryCatalog()
  const getTrack = vi.fn(() => Promise.resolve(track))
  const follow = vi.fn(() => Promise.resolve())
  const deps: EnsureTrackDeps = {
    catalog: memory.catalog,
    precedence: ['spotify'],
    tracks: memory,
    spotify: { getTrack },
    features: {
      describe: () => {
        const set = features.get(id)
        const description = { sets: set ? [set] : [], reason: set ? null : 'ReccoBeats: it does not know it' }
        return Promise.resolve(new Map([[id, description]]))
      },
    },
    index: { follow, isEmpty },
  }
  return { memory, getTrack, follow, run: () => ensureTrack(deps, id, new AbortController().signal) }
}

describe('ensureTrack', () => {
  it('fetches, stores and indexes an unknown track, and asks nobody the second time', async () => {
    const { run, getTrack, follow, memory } = house()
    await run()
    await run()
    expect(memory.vectors.size).toBe(1)
    expect(getTrack).toHaveBeenCalledTimes(1)
    expect(follow).toHaveBeenCalledTimes(1)
  })

  it('asks nobody while there is nothing to compare with', async () => {
    const { run, getTrack } = house(new Map(), { isEmpty: () => true })
    await expect(run()).rejects.toMatchObject({ code: 'CATALOG_EMPTY' })
    expect(getTrack).not.toHaveBeenCalled()
  })

  it('looks whether another process has filled the catalog before it says that there is nothing', async () => {
    const known = { isEmpty: (): boolean => true }
    const { run, follow, getTrack } = house(undefined, { isEmpty: () => known.isEmpty() })
    follow.mockImplementation(() => {
      known.isEmpty = () => false
      return Promise.resolve()
    })
    await run()
    expect(getTrack).toHaveBeenCalledTimes(1)
  })

  it('keeps a track that no source can describe, and says so', async () => {
    const { run, memory } = house(new Map())
    await expect(run()).rejects.toMatchObject({
      code: 'TRACK_WITHOUT_FEATURES',
      message: expect.stringContaining('ReccoBeats: it does not know it') as unknown,
    })
    expect(memory.tracks.size).toBe(1)
  })
})
