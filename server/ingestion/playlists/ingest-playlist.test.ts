import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../../domain/errors'
import type { Waiting } from '../../domain/job'
import type { IncomingItem, IncomingPlaylist } from '../../domain/playlist'
import type { IncomingTrack } from '../../domain/track'
import { ingestPlaylist, type IngestPlaylistDeps } from './ingest-playlist'
import type { Progress } from '../../catalog/ports'
import { likedAsPlaylist } from '../../accounts/own-playlists'
import { createMemoryCatalog, featureSet, freeLocks, incomingTrack, tools } from '../../catalog/testing/fakes'
import { createMemoryPlaylists } from '../testing/playlists'

const playlist: IncomingPlaylist = {
  spotifyId: 'p'.padEnd(22, '0'),
  name: 'Evening',
  description: null,
  ownerName: 'somebody',
  snapshotId: 'snapshot-1',
  isPublic: null,
  opening: [],
  imageUrl: null,
  total: 0,
}
const id = playlist.spotifyId ?? ''
const at = (position: number, track: IncomingTrack): IncomingItem => ({ position, addedAt: null, track })

function house(items: IncomingItem[], overrides: Partial<IngestPlaylistDeps> = {}) {
  const memory = createMemoryCatalog()
  const { stored, readings, playlists } = createMemoryPlaylists(memory)
  const describeTracks = vi.fn((tracks: readonly IncomingTrack[]) =>
    Promise.resolve(
      new Map(tracks.map((track) => [track.spotifyId ?? '', { sets: [featureSet()], reason: null }])),
    ),
  )
  const follow = vi.fn(() => Promise.resolve())
  const deps: IngestPlaylistDeps = {
    catalog: memory.catalog,
    precedence: ['spotify'],
    spotify: {
      getPlaylist: () => Promise.resolve({ ...playlist, total: items.length }),
      async *playlistPages(_id, _signal, { position = 0 } = {}) {
        await Promise.resolve()
        for (let i = position; i < items.length; i += 50) yield items.slice(i, i + 50)
      },
    },
    features: { describe: describeTracks },
    playlists,
    readings,
    tracks: { findSearchableIds: memory.findSearchableIds },
    index: { follow },
    locks: freeLocks,
    reader: null,
    maxItems: 1000,
    patienceSeconds: 60,
    ...overrides,
  }
  return {
    deps,
    memory,
    stored,
    /** The list as readers see it. */
    items: () => stored.get(id)?.items ?? [],
    head: () => stored.get(id)?.head,
    describeTracks,
    follow,
    run: () => ingestPlaylist(deps, id, tools()),
  }
}

describe('ingestPlaylist', () => {
  it('stores every track once, keeps repeats as items, and counts what it did', async () => {
    const items = [at(0, incomingTrack('a')), at(1, incomingTrack('b')), at(2, incomingTrack('a'))]
    const { run, items: listed, memory, follow } = house(items)
    expect(await run()).toMatchObject({
      read: 3,
      added: 2,
      merged: 1,
      skipped: 0,
      searchable: 2,
      playlists: 1,
    })
    expect(memory.tracks.size).toBe(2)
    expect(listed().map((item) => item.trackId)).toEqual(['1', '2', '1'])
    expect(follow).toHaveBeenCalled()
  })

  it.each([
    [null, null, { restricted: false }],
    [null, false, { restricted: false }],
    ['u', true, { restricted: false }],
    ['u', false, { restricted: true, userId: 'u' }],
    ['u', null, { restricted: true, userId: 'u' }],
  ])('read with the token of %j, public: %j, is for %j', async (reader, isPublic, access) => {
    const spotify = {
      ...house([]).deps.spotify,
      getPlaylist: () => Promise.resolve({ ...playlist, isPublic }),
    }
    const { run, head } = house([at(0, incomingTrack('a'))], { reader, spotify })
    await run()
    expect(head()?.access).toEqual(access)
  })

  it('keeps the place of what is no track, with its reason', async () => {
    const skipped: IncomingItem = {
      position: 1,
      addedAt: null,
      track: null,
      name: 'Talk',
      reason: 'a podcast episode',
    }
    const { run, items: listed } = house([at(0, incomingTrack('a')), skipped, at(2, incomingTrack('b'))])
    const report = await run()
    expect(report.skippedNamed).toEqual([{ where: 2, name: 'Talk', reason: 'a podcast episode' }])
    expect(listed().map((item) => [item.position, item.trackId, item.skippedReason])).toEqual([
      [0, '1', null],
      [1, null, 'a podcast episode'],
      [2, '2', null],
    ])
  })

  it.each([
    [0, [0]],
    [50, [50]],
    [120, []],
  ])('asks only for what is behind the %i places that came with the head', async (length, asked) => {
    const items = Array.from({ length: 120 }, (_, i) => at(i, incomingTrack(String(i))))
    const positions: (number | undefined)[] = []
    const { run, items: listed } = house(items, {
      spotify: {
        getPlaylist: () =>
          Promise.resolve({ ...playlist, total: items.length, opening: items.slice(0, length) }),
        async *playlistPages(_id, _signal, from = {}) {
          await Promise.resolve()
          positions.push(from.position)
          yield items.slice(from.position)
        },
      },
    })
    expect(await run()).toMatchObject({ read: 120, added: 120 })
    expect(positions).toEqual(asked)
    expect(listed().map(({ position }) => position)).toEqual([...items.keys()])
  })

  it('describes in batches that are whole batches of the sources, whatever came in a page', async () => {
    const items = Array.from({ length: 640 }, (_, i) => at(i, incomingTrack(String(i))))
    const { run, describeTracks } = house(items, { maxItems: 1000 })
    await run()
    expect(describeTracks.mock.calls.map(([tracks]) => tracks.length)).toEqual([300, 300, 40])
  })

  it('stores a track that no source describes without a vector, and names it once with the reason', async () => {
    const silent = incomingTrack('b')
    const reason = 'ReccoBeats: it does not know the track; Deezer: it does not answer'
    const {
      run,
      memory,
      items: listed,
    } = house([at(0, incomingTrack('a')), at(1, silent), at(2, silent), at(3, incomingTrack('c'))], {
      features: {
        describe: (tracks) =>
          Promise.resolve(
            new Map(
              tracks.map((track) => [
                track.spotifyId ?? '',
                track === silent ? { sets: [], reason } : { sets: [featureSet()], reason: null },
              ]),
            ),
          ),
      },
    })
    const named = [{ where: 2, name: silent.name, reason }]
    expect(await run()).toMatchObject({ added: 3, searchable: 2, undescribed: 1, undescribedNamed: named })
    expect(listed().map(({ trackId }) => trackId)).toEqual(['1', '2', '2', '3'])
    expect([...memory.vectors.keys()]).toEqual(['1', '3'])
  })

  it('does nothing when the snapshot_id is unchanged, and says how much of it can be found', async () => {
    const items = [at(0, incomingTrack('a')), at(1, incomingTrack('b')), at(2, incomingTrack('a'))]
    const { run, deps } = house(items)
    await run()
    const pages = vi.spyOn(deps.spotify, 'playlistPages')
    expect(await run()).toMatchObject({ read: 3, unchanged: 3, added: 0, searchable: 2, playlists: 1 })
    expect(pages).not.toHaveBeenCalled()
  })

  it('asks the sources only for tracks that are not searchable yet', async () => {
    const items = Array.from({ length: 120 }, (_, i) => at(i, incomingTrack(`t${String(i % 60)}`)))
    const { run, stored, describeTracks } = house(items)
    const asked = () => [
      ...new Set(describeTracks.mock.calls.flatMap(([tracks]) => tracks.map((track) => track.spotifyId))),
    ]
    await run()
    expect(asked()).toHaveLength(60)
    describeTracks.mockClear()
    stored.clear()
    await run()
    expect(asked()).toEqual([])
  })

  it('refuses a playlist that is longer than allowed, and leaves the stored list alone', async () => {
    const items = Array.from({ length: 120 }, (_, i) => at(i, incomingTrack(`t${String(i)}`)))
    const { run, items: listed } = house(items, { maxItems: 100 })
    await expect(run()).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect(listed()).toEqual([])
  })

  it('keeps what was read for the next job when Spotify fails in the middle, and leaves the stored list alone', async () => {
    const failing = {
      getPlaylist: () => Promise.resolve(playlist),
      async *playlistPages() {
        await Promise.resolve()
        yield [at(0, incomingTrack('a'))]
        throw new DomainError('SPOTIFY_UNREACHABLE', 'gone')
      },
    }
    const { run, memory, items: listed } = house([], { spotify: failing })
    await expect(run()).rejects.toMatchObject({ code: 'SPOTIFY_UNREACHABLE' })
    expect(listed()).toEqual([])
    expect([...memory.tracks.values()]).toHaveLength(1)
  })

  it('stops when its lock is lost', async () => {
    const lost = new AbortController()
    lost.abort(new DomainError('LOCKED', 'lost'))
    const { run, items: listed } = house([at(0, incomingTrack('a'))], {
      locks: { using: (name, work) => work({ signal: lost.signal, fence: { name, token: 1 } }) },
    })
    await expect(run()).rejects.toMatchObject({ code: 'LOCKED' })
    expect(listed()).toEqual([])
  })

  describe('when Spotify stops in the middle', () => {
    const items = Array.from({ length: 230 }, (_, i) => at(i, incomingTrack(String(i))))
    /** Gives pages from where it is asked, and fails once before each of the positions. */
    const stopping = (stops: Map<number, DomainError>) => {
      const asked: number[] = []
      const spotify: IngestPlaylistDeps['spotify'] = {
        getPlaylist: () => Promise.resolve({ ...playlist, total: items.length }),
        async *playlistPages(_id, _signal, { position = 0 } = {}) {
          await Promise.resolve()
          for (let i = position; i < items.length; i += 50) {
            const stop = stops.get(i)
            stops.delete(i)
            if (stop) throw stop
            asked.push(i)
            yield items.slice(i, i + 50)
          }
        },
      }
      return { spotify, asked }
    }
    const quota = (retryAfterSeconds: number) =>
      new DomainError('SPOTIFY_QUOTA_EXCEEDED', 'Used up until noon.', { retryAfterSeconds })

    it('it waits, goes on behind the last page, and loses and repeats nothing', async () => {
      const { spotify, asked } = stopping(new Map([0, 50, 200].map((position) => [position, quota(0.01)])))
      const { run, items: listed, memory } = house(items, { spotify })
      expect(await run()).toMatchObject({ read: 230, added: 230, merged: 0, searchable: 230 })
      expect(asked).toEqual([0, 50, 100, 150, 200])
      expect(listed().map(({ position }) => position)).toEqual([...items.keys()])
      expect(memory.tracks.size).toBe(230)
    })

    it('it goes on in the Liked Songs as well, where it stopped', async () => {
      const { spotify } = stopping(new Map([100, 150].map((position) => [position, quota(0.01)])))
      const liked = likedAsPlaylist(
        {
          listMyPlaylists: () => Promise.resolve({ total: 0, playlists: [] }),
          describeMyTracks: () => Promise.resolve({ total: items.length, newestAt: null }),
          myTrackPages: (signal, position = 0) => spotify.playlistPages('', signal, { position }),
        },
        'somebody',
      )
      const { run, items: listed } = house(items, { spotify: liked, reader: 'u' })
      expect(await run()).toMatchObject({ read: 230, added: 230, merged: 0 })
      expect(listed().map(({ position }) => position)).toEqual([...items.keys()])
    })

    it('for longer than it may wait, it ends with the time to come back', async () => {
      const { spotify } = stopping(new Map([[100, quota(86_207)]]))
      await expect(house(items, { spotify }).run()).rejects.toMatchObject({
        code: 'SPOTIFY_QUOTA_EXCEEDED',
        retryAfterSeconds: 86_207,
      })
    })

    it('again and again, it does not wait for ever', async () => {
      const { spotify } = stopping(new Map([0, 50, 100].map((position) => [position, quota(0.01)])))
      await expect(house(items, { spotify, patienceSeconds: 2 }).run()).rejects.toMatchObject({
        code: 'SPOTIFY_QUOTA_EXCEEDED',
      })
    })

    it('and nobody waits for the answer any more, it ends at once', async () => {
      const controller = new AbortController()
      const { spotify } = stopping(new Map([[50, quota(50)]]))
      const { deps } = house(items, { spotify })
      const waits: (Waiting | null)[] = []
      const progress: Progress = () => undefined
      progress.waitFor = (waiting) => {
        waits.push(waiting)
        if (waiting) controller.abort(new Error('stopped'))
      }
      const run = ingestPlaylist(deps, playlist.spotifyId ?? '', { progress, signal: controller.signal })
      await expect(run).rejects.toThrow()
      expect(waits).toEqual([
        expect.objectContaining({ for: expect.stringContaining('quota') as string }),
        null,
      ])
    })
  })
})
