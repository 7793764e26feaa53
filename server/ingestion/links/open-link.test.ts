import { describe, expect, it, vi } from 'vitest'
import type { Job } from '../../domain/job'
import { MAX_SHORT_LINKS } from './follow-links'
import { openLink } from './open-link'
import { openTracks } from './open-tracks'

const ID = '11dFghVXANMlKmJXsNCbNl'
const signal = new AbortController().signal
const deps = () => ({
  ensureTrack: vi.fn(() => Promise.resolve()),
  ingestPlaylist: vi.fn(() => Promise.resolve(null)),
  ingestLiked: null,
  followShortLink: null,
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

  it.each(['spotify:collection', 'https://open.spotify.com/collection/tracks'])(
    'begins the ingestion of the Liked Songs of whoever is signed in for %s',
    async (text) => {
      const job = { id: 'job' } as Job
      const house = { ...deps(), ingestLiked: () => Promise.resolve({ id: 'liked-1', job }) }
      expect(await openLink(house, text, signal)).toEqual({ kind: 'playlist', id: 'liked-1', jobId: 'job' })
      await expect(openLink(deps(), text, signal)).rejects.toMatchObject({ code: 'SIGN_IN_NEEDED' })
    },
  )

  it('follows a short link to what it stands for', async () => {
    const followShortLink = vi.fn(() => Promise.resolve(`https://open.spotify.com/track/${ID}?si=x`))
    const house = { ...deps(), followShortLink }
    expect(await openLink(house, 'spotify.link/AbC?x=1', signal)).toEqual({ kind: 'track', id: ID })
    expect(followShortLink).toHaveBeenCalledWith('https://spotify.link/AbC', signal)
    expect(await openTracks(house, ['https://spotify.link/AbC', ID], signal)).toEqual([ID, ID])
  })

  it('follows each short link once, and says what is no link before it follows any', async () => {
    const followShortLink = vi.fn((url: string) =>
      Promise.resolve(`spotify:track:${url.slice(-1).repeat(22)}`),
    )
    const house = { ...deps(), followShortLink }
    const links = ['spotify.link/a', 'https://spotify.link/b', 'Song: spotify.link/a']
    expect(await openTracks(house, links, signal)).toEqual(['a', 'b', 'a'].map((id) => id.repeat(22)))
    expect(followShortLink).toHaveBeenCalledTimes(2)
    await expect(openTracks(house, ['spotify.link/c', 'nonsense'], signal)).rejects.toMatchObject({
      code: 'LINK_NOT_RECOGNISED',
    })
    expect(followShortLink).toHaveBeenCalledTimes(2)
  })

  it('follows so many different short links and no more', async () => {
    const followShortLink = vi.fn(() => Promise.resolve(`spotify:track:${ID}`))
    const links = Array.from({ length: MAX_SHORT_LINKS + 1 }, (_, i) => `spotify.link/x${String(i)}`)
    await expect(openTracks({ ...deps(), followShortLink }, links, signal)).rejects.toThrow('More than 100')
    expect(followShortLink).toHaveBeenCalledTimes(MAX_SHORT_LINKS)
  })

  it('says what to do with a short link that is not followed, or leads nowhere', async () => {
    const link = 'https://spotify.link/AbC'
    await expect(openLink(deps(), link, signal)).rejects.toMatchObject({
      code: 'LINK_UNSUPPORTED',
      hint: expect.stringContaining('browser') as unknown,
    })
    const album = () => Promise.resolve(`https://open.spotify.com/album/${ID}`)
    await expect(openLink({ ...deps(), followShortLink: album }, link, signal)).rejects.toMatchObject({
      code: 'LINK_UNSUPPORTED',
      message: expect.stringContaining('an album') as unknown,
    })
    const again = () => Promise.resolve(link)
    await expect(openLink({ ...deps(), followShortLink: again }, link, signal)).rejects.toMatchObject({
      code: 'LINK_UNSUPPORTED',
    })
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
