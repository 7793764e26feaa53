import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSql, type Sql } from '~db/client'
import type { IncomingPlaylist } from '~server/domain/playlist'
import { VECTOR_SPEC } from '~server/domain/features/vector-spec'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createTokenRepository } from '~server/accounts/token.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import { readAllVectors, readChangedVectors } from '~server/catalog/vectors/vector.repository'
import type { Fence, PlaylistItemToSave } from '~server/catalog/ports'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { OPERATOR } from './support/job-queue'
import { PRECEDENCE, fillCatalog, idOf } from './support/tracks'

let database: TestDatabase
let sql: Sql
let fence: Fence
beforeAll(async () => {
  database = await createTestDatabase()
  sql = database.sql
  fence = await createFenceRepository(sql).draw('test')
})
afterAll(() => database.drop())
beforeEach(() => sql`truncate tracks, artists, albums, playlists, jobs, used_service_tokens cascade`)

const OPEN = { restricted: false } as const
const list = (name: string): IncomingPlaylist => ({
  spotifyId: idOf(1),
  name,
  description: null,
  ownerName: 'somebody',
  snapshotId: `snapshot of ${name}`,
  imageUrl: null,
  total: 0,
  isPublic: null,
  opening: [],
})
/** Puts one playlist in place of whatever it was. */
const replace = (
  playlists: ReturnType<typeof createPlaylistRepository>,
  name: string,
  items: PlaylistItemToSave[],
  n = 1,
) =>
  playlists.replaceMany(
    [
      {
        publicId: idOf(n),
        playlist: { ...list(name), spotifyId: idOf(n) },
        source: 'spotify',
        access: OPEN,
        items,
      },
    ],
    fence,
  )
const item = (position: number, trackId: string | null): PlaylistItemToSave => ({
  position,
  trackId,
  addedAt: new Date('2024-05-06T07:08:09Z'),
  skippedName: trackId === null ? 'A talk' : null,
  skippedReason: trackId === null ? 'a podcast episode' : null,
})

describe('playlists', () => {
  it('keep every item in order: repeats, and the places that hold no track', async () => {
    const playlists = createPlaylistRepository(sql)
    const [a, b] = (await fillCatalog(sql, 0, 2)).map(({ id }) => id)
    const items = [a, b, a, null, a].map((id, i) => item(i, id ?? null))
    await replace(playlists, 'one', items)
    const stored = await playlists.find(idOf(1))
    expect(stored?.playlist).toMatchObject({ name: 'one', trackCount: 5, ownerName: 'somebody' })
    expect(await playlists.readItems(stored?.id ?? '')).toEqual({
      trackIds: [a, b, a, a],
      skipped: [{ position: 3, name: 'A talk', reason: 'a podcast episode' }],
    })
  })

  it('are replaced whole: what is no longer there is gone', async () => {
    const playlists = createPlaylistRepository(sql)
    const ids = (await fillCatalog(sql, 0, 30)).map(({ id }) => id)
    await replace(
      playlists,
      'long',
      ids.map((id, i) => item(i, id)),
    )
    await replace(
      playlists,
      'short',
      ids.slice(20).map((id, i) => item(i, id)),
    )
    const stored = await playlists.find(idOf(1))
    expect(stored).toMatchObject({
      snapshotId: 'snapshot of short',
      playlist: { name: 'short', trackCount: 10 },
    })
    expect((await playlists.readItems(stored?.id ?? '')).trackIds).toEqual(ids.slice(20))
    await replace(playlists, 'empty', [])
    expect((await playlists.find(idOf(1)))?.playlist).toMatchObject({ name: 'empty', trackCount: 0 })
  })

  it('show a reader the old list or the new one and nothing between', async () => {
    const playlists = createPlaylistRepository(sql)
    const ids = (await fillCatalog(sql, 0, 200)).map(({ id }) => id)
    const lists = [ids, ids.slice(0, 50)].map((part) => part.map((id, i) => item(i, id)))
    await replace(playlists, '0', lists[0] ?? [])
    const { id = '' } = (await playlists.find(idOf(1))) ?? {}
    let writing = true
    const seen = new Set<number>()
    const reader = (async () => {
      while (writing) seen.add((await playlists.readItems(id)).trackIds.length)
    })()
    for (let i = 1; i <= 20; i++) await replace(playlists, String(i), lists[i % 2] ?? [])
    writing = false
    await reader
    for (const length of seen) expect([50, 200]).toContain(length)
  })

  it('keep the old list where an item of the new one cannot be', async () => {
    const playlists = createPlaylistRepository(sql)
    const [a = ''] = (await fillCatalog(sql, 0, 1)).map(({ id }) => id)
    await replace(playlists, 'good', [item(0, a)])
    await expect(replace(playlists, 'bad', [item(0, '999999')])).rejects.toMatchObject({ code: '23503' })
    expect((await playlists.find(idOf(1)))?.playlist).toMatchObject({ name: 'good', trackCount: 1 })
  })
})

describe('many playlists', () => {
  it('are replaced in one go, each with its own items', async () => {
    const playlists = createPlaylistRepository(sql)
    const ids = (await fillCatalog(sql, 0, 12)).map(({ id }) => id)
    const lists = [3, 1, 2].map((n) => ({
      publicId: idOf(n),
      playlist: { ...list(`list ${n}`), spotifyId: idOf(n) },
      source: 'spotify' as const,
      access: OPEN,
      items: ids.slice(0, n * 4).map((id, i) => item(i, id)),
    }))
    await playlists.replaceMany(lists, fence)
    await playlists.replaceMany(lists, fence)
    for (const n of [1, 2, 3]) {
      const stored = await playlists.find(idOf(n))
      expect(stored?.playlist).toMatchObject({ name: `list ${n}`, trackCount: n * 4 })
      expect((await playlists.readItems(stored?.id ?? '')).trackIds).toEqual(ids.slice(0, n * 4))
    }
    await playlists.replaceMany([], fence)
    expect(await playlists.listRecent(OPERATOR, 10)).toHaveLength(3)
  })

  it('that two writers replace in opposite orders do not lock each other out', async () => {
    const ids = (await fillCatalog(sql, 0, 20)).map(({ id }) => id)
    const clients = [createSql(database.url, { max: 1 }), createSql(database.url, { max: 1 })]
    const lists = Array.from({ length: 10 }, (_, n) => ({
      publicId: idOf(n),
      playlist: { ...list(`list ${n}`), spotifyId: idOf(n) },
      source: 'spotify' as const,
      access: OPEN,
      items: ids.map((id, i) => item(i, id)),
    }))
    for (let round = 0; round < 40; round++) {
      // Added by both in every other round, replaced by both in those between.
      if (round % 2 === 0) await sql`delete from playlists`
      await Promise.all(
        clients.map((client, i) =>
          createPlaylistRepository(client).replaceMany(i === 0 ? lists : [...lists].reverse(), fence),
        ),
      )
    }
    await Promise.all(clients.map((client) => client.end()))
    expect(await sql`select count(*)::int as items from playlist_items`).toEqual([{ items: 200 }])
  })
})

describe('tracks', () => {
  it('are listed page by page in a stable order, every one once', async () => {
    await fillCatalog(sql, 0, 95)
    const tracks = createTrackRepository(sql, PRECEDENCE)
    const seen: string[] = []
    for (let after: string | null = null; ; after = seen.at(-1) ?? null) {
      const page = await tracks.listSearchable(after, 20)
      if (page.length === 0) break
      seen.push(...page)
    }
    expect(seen).toEqual(Array.from({ length: 95 }, (_, n) => idOf(n)))
  })

  it('come back in the order asked for, without those that are not there', async () => {
    const ids = (await fillCatalog(sql, 0, 5)).map(({ id }) => id)
    const tracks = createTrackRepository(sql, PRECEDENCE)
    const asked = [ids[3], '999999', ids[0], ids[4]].flatMap((id) => id ?? [])
    expect((await tracks.findTracks(asked)).map(({ id }) => id)).toEqual([idOf(3), idOf(0), idOf(4)])
  })
})

describe('vectors', () => {
  it('carry change numbers in the order of their commits, with two writers at work', async () => {
    const writers = [createSql(database.url, { max: 1 }), createSql(database.url, { max: 1 })]
    const follower = createSql(database.url, { max: 1 })
    const followed: number[] = []
    let writing = true
    const following = (async () => {
      for (let last = 0; ;) {
        const over = !writing
        const changed = await readChangedVectors(follower, VECTOR_SPEC.version, last, 1000)
        followed.push(...[...changed.ids].map(Number))
        last = changed.lastSeq
        if (over && changed.ids.length === 0) return
      }
    })()
    await Promise.all(
      writers.map(async (writer, i) => {
        for (let n = 0; n < 25; n++) {
          const from = i * 10_000 + n * 4
          await fillCatalog(writer, from, from + 4)
        }
      }),
    )
    writing = false
    await following
    await Promise.all([...writers, follower].map((client) => client.end()))
    // Whoever asks "what came after the last I saw" misses none, which a bare sequence does not give.
    expect(new Set(followed).size).toBe(200)
    expect(followed).toHaveLength(200)
  })

  it('are read whole with the number they reach, and only those of the asked version', async () => {
    await fillCatalog(sql, 0, 30)
    const all = await readAllVectors(sql, VECTOR_SPEC.version)
    expect(all.ids).toHaveLength(30)
    const [top] = await sql<{ top: string }[]>`select max(change_seq) as top from track_vectors`
    expect(all.lastSeq).toBe(Number(top?.top))
    expect((await readAllVectors(sql, VECTOR_SPEC.version + 1)).ids).toHaveLength(0)
    expect(await readChangedVectors(sql, VECTOR_SPEC.version, all.lastSeq, 10)).toMatchObject({
      lastSeq: all.lastSeq,
    })
  })

  it('do not change where a track is stored again as it is', async () => {
    await fillCatalog(sql, 0, 10)
    const before = await sql`select track_id, change_seq from track_vectors order by 1`
    await fillCatalog(sql, 0, 10)
    expect(await sql`select track_id, change_seq from track_vectors order by 1`).toEqual(before)
  })
})

describe('service tokens', () => {
  it('open one writing request, however many come at once', async () => {
    const tokens = createTokenRepository(sql)
    const jti = randomUUID()
    const end = new Date(Date.now() + 60_000)
    const answers = await Promise.all(Array.from({ length: 20 }, () => tokens.useOnce(jti, end)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await tokens.useOnce(randomUUID(), end)).toBe(true)
  })

  it('are forgotten once they would be expired anyway, and no sooner', async () => {
    const tokens = createTokenRepository(sql)
    const [old, recent] = [randomUUID(), randomUUID()]
    await tokens.useOnce(old, new Date(Date.now() - 120_000))
    await tokens.useOnce(recent, new Date(Date.now() - 10_000))
    await sleep(5)
    expect(await tokens.useOnce(recent, new Date())).toBe(false)
    expect(await sql`select jti from used_service_tokens`).toEqual([{ jti: recent }])
  })
})
