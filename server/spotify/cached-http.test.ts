import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createMemoryResultStore } from '../redis/result-store'
import type { ResultStore } from '../similar/result-cache'
import { createCachedHttp } from './cached-http'
import { NOT_FOUND, type SpotifyHttp } from './http'

const Body = z.object({ name: z.string() })
const Other = z.object({ id: z.string() })

function make(answer: unknown, options: { store?: ResultStore; owner?: string } = {}) {
  const get = vi.fn(() => Promise.resolve(answer))
  const seconds: (number | undefined)[] = []
  const store = options.store ?? createMemoryResultStore({ ttlSeconds: 60, maxBytes: 100_000 })
  const http = createCachedHttp({
    http: { get: get as SpotifyHttp['get'] },
    store: {
      read: store.read,
      write: (key, text, ttl) => {
        seconds.push(ttl)
        return store.write(key, text, ttl)
      },
    },
    owner: options.owner ?? 'app',
    metadataSeconds: 100,
    negativeSeconds: 10,
  })
  return { http, get, store, seconds }
}

describe('answers of Spotify', () => {
  it('are kept where they may be, and asked for each time where not', async () => {
    const { http, get, seconds } = make({ name: 'a' })
    for (let i = 0; i < 3; i++) {
      expect(await http.get('/tracks/x', Body, undefined, { kind: 'metadata' })).toEqual({ name: 'a' })
    }
    expect(get).toHaveBeenCalledTimes(1)
    for (let i = 0; i < 3; i++) await http.get('/playlists/x', Body)
    expect(get).toHaveBeenCalledTimes(4)
    expect(seconds).toEqual([100])
  })

  it('that there is no such thing are kept for a shorter time', async () => {
    const { http, get, seconds } = make(NOT_FOUND)
    for (let i = 0; i < 3; i++) {
      expect(await http.get('/tracks/x', Body, undefined, { kind: 'metadata' })).toBe(NOT_FOUND)
    }
    expect(get).toHaveBeenCalledTimes(1)
    expect(seconds).toEqual([10])
  })

  it('of a page hold for one version of the playlist only', async () => {
    const { http, get } = make({ name: 'a' })
    for (const version of ['1', '1', '2']) {
      await http.get('/playlists/x/items', Body, undefined, { kind: 'page', version })
    }
    expect(get).toHaveBeenCalledTimes(2)
  })

  it('are one person’s own', async () => {
    const mine = make({ name: 'mine' })
    await mine.http.get('/tracks/x', Body, undefined, { kind: 'metadata' })
    const yours = make({ name: 'yours' }, { store: mine.store, owner: 'somebody else' })
    expect(await yours.http.get('/tracks/x', Body, undefined, { kind: 'metadata' })).toEqual({
      name: 'yours',
    })
  })

  it('are not taken from what an older program kept in another shape', async () => {
    const { http, get } = make({ name: 'a' })
    await http.get('/tracks/x', Body, undefined, { kind: 'metadata' })
    get.mockResolvedValueOnce({ id: 'i' })
    expect(await http.get('/tracks/x', Other, undefined, { kind: 'metadata' })).toEqual({ id: 'i' })
  })

  it('come all the same where the store is away or holds garbage', async () => {
    const away = () => Promise.reject(new Error('away'))
    for (const read of [away, () => Promise.resolve('{"fou'), () => Promise.resolve('[]')]) {
      const { http } = make({ name: 'a' }, { store: { read, write: away } })
      expect(await http.get('/tracks/x', Body, undefined, { kind: 'metadata' })).toEqual({ name: 'a' })
    }
  })

  it('to equal questions at the same time are one answer; failures are not kept', async () => {
    const { http, get } = make({ name: 'a' })
    get.mockRejectedValueOnce(new Error('away'))
    const failed = await Promise.allSettled([http.get('/me', Body), http.get('/me', Body)])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await Promise.all(Array.from({ length: 50 }, () => http.get('/me', Body)))
    expect(get).toHaveBeenCalledTimes(2)
  })
})
