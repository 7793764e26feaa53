import { describe, expect, it, vi } from 'vitest'
import { openLink } from './open-link'

const ID = '11dFghVXANMlKmJXsNCbNl'
const signal = new AbortController().signal
const deps = () => ({
  ensureTrack: vi.fn(() => Promise.resolve()),
  ingestPlaylist: vi.fn(() => Promise.resolve(null)),
})

describe('openLink', () => {
  it('brings a track into the catalog', async () => {
    const house = deps()
    expect(await openLink(house, `spotify:track:${ID}`, signal)).toEqual({ kind: 'track', id: ID })
    expect(house.ensureTrack).toHaveBeenCalledWith(ID, signal)
  })

  it('begins the ingestion of a playlist', async () => {
    const house = deps()
    const opened = await openLink(house, `https://open.spotify.com/playlist/${ID}`, signal)
    expect(opened).toEqual({ kind: 'playlist', id: ID, jobId: null })
    expect(house.ingestPlaylist).toHaveBeenCalledWith(ID)
  })

  it.each(['https://open.spotify.com/collection/tracks', 'https://spotify.link/abc', 'nonsense'])(
    'touches nothing for %s',
    async (text) => {
      const house = deps()
      await expect(openLink(house, text, signal)).rejects.toMatchObject({ name: 'DomainError' })
      expect(house.ensureTrack).not.toHaveBeenCalled()
      expect(house.ingestPlaylist).not.toHaveBeenCalled()
    },
  )
})
