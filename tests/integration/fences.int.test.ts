import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createFileImportRepository } from '~server/catalog/store/file-import.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createReadingRepository } from '~server/catalog/store/reading.repository'
import { emptyReport } from '~server/ingestion/playlists/ingest-report'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { fillCatalog, idOf, makeTrack, saveMetadata } from './support/tracks'

let database: TestDatabase
let fences: ReturnType<typeof createFenceRepository>
beforeAll(async () => {
  database = await createTestDatabase()
  fences = createFenceRepository(database.sql)
})
afterAll(() => database.drop())

const head = (publicId: string, name: string) => ({
  publicId,
  playlist: {
    spotifyId: publicId,
    name,
    description: null,
    ownerName: null,
    snapshotId: 's',
    imageUrl: null,
    total: 0,
    isPublic: null,
    opening: [],
  },
  source: 'spotify' as const,
  access: { restricted: false } as const,
})

describe('a fence', () => {
  it('is another one for every holder, and never one that was before', async () => {
    const names = ['a', 'b', 'a', 'a', 'b']
    const tokens = []
    for (const name of names) tokens.push((await fences.draw(name)).token)
    await database.sql`update fences set taken_at = now() - interval '31 days' where name in ('a', 'b')`
    expect(await fences.forgetOld()).toBe(2)
    for (const name of names) tokens.push((await fences.draw(name)).token)
    expect(new Set(tokens).size).toBe(10)
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b))
  })

  it('that many draw at the same time is the newest for one of them', async () => {
    const drawn = await Promise.all(Array.from({ length: 20 }, () => fences.draw('crowd')))
    expect(new Set(drawn.map(({ token }) => token)).size).toBe(20)
    const catalog = createCatalogRepository(database.sql)
    const through = await Promise.allSettled(
      drawn.map((fence) => catalog.transaction(async () => 1, { fence })),
    )
    expect(through.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('that is not the newest lets nothing be written: tracks, lists, access, readings', async () => {
    const { sql } = database
    const [catalog, playlists, readings] = [
      createCatalogRepository(sql),
      createPlaylistRepository(sql),
      createReadingRepository(sql),
    ]
    const list = head(idOf(1), 'before')
    const old = await fences.draw('list')
    await playlists.replaceMany([{ ...list, items: [] }], old)
    const key = { publicId: idOf(1), state: 's', reader: null }
    const reading = await readings.open(key, old)
    const newest = await fences.draw('list')

    const late = head(idOf(1), 'late')
    const writes = [
      () => catalog.transaction(() => Promise.reject(new Error('got through')), { fence: old }),
      () => playlists.replaceMany([{ ...late, items: [] }], old),
      () => playlists.replaceByReading(late, reading.id, old),
      () => playlists.setAccess(idOf(1), { restricted: false }, old),
      () => readings.open({ ...key, state: 'late' }, old),
    ]
    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'LOCK_LOST' })
    expect((await playlists.find(idOf(1)))?.playlist.name).toBe('before')
    expect(await sql`select state from playlist_readings`).toEqual([{ state: 's' }])
    await playlists.replaceByReading(head(idOf(1), 'after'), reading.id, newest)
    expect((await playlists.find(idOf(1)))?.playlist.name).toBe('after')
  })

  it('is drawn when the transaction of the holder before is over: it is seen whole', async () => {
    const catalog = createCatalogRepository(database.sql)
    const imports = createFileImportRepository(database.sql)
    const before = await fences.draw('busy')
    const key = { sha256: 'b'.repeat(64), filename: 'busy.csv' }
    let end = () => {}
    let writing: Promise<unknown> = Promise.resolve()
    await new Promise<void>((begun) => {
      const over = new Promise<void>((resolve) => (end = resolve))
      writing = catalog.transaction(
        async (tx) => {
          begun()
          await over
          await tx.saveImportProgress(key, { entries: 1, report: emptyReport() })
        },
        { fence: before },
      )
    })
    let isDrawn = false
    // What is seen is read behind the draw: which of two connections is answered first says nothing.
    const seen = fences.draw('busy').then(() => {
      isDrawn = true
      return imports.find(key)
    })
    await sleep(100)
    expect(isDrawn).toBe(false)
    end()
    expect(await seen).toMatchObject({ entries: 1 })
    await writing
    await database.sql`truncate file_imports`
  })
})

describe('a reading', () => {
  it('keeps items, counts and tracks seen for the same reader and state, and drops those of another state', async () => {
    const { sql } = database
    const readings = createReadingRepository(sql)
    const catalog = createCatalogRepository(sql)
    const [track] = await fillCatalog(sql, 0, 1)
    const fence = await fences.draw('reading')
    const key = { publicId: idOf(7), state: 'one', reader: null }
    const first = await readings.open(key, fence)
    expect(first).toMatchObject({ position: 0, report: null, seen: [] })
    const item = { addedAt: new Date('2024-05-06T07:08:09Z'), skippedName: null, skippedReason: null }
    const report = { ...emptyReport(), read: 2, added: 1, merged: 1 }
    const places = [0, 1].map((position) => ({ ...item, position, trackId: track?.id ?? '' }))
    await catalog.transaction((tx) => tx.stageItems(first.id, places, { position: 2, report }), { fence })
    expect(await readings.open(key, fence)).toEqual({
      id: first.id,
      position: 2,
      report,
      seen: [track?.publicId],
    })
    expect(await readings.open({ ...key, state: 'two' }, fence)).toMatchObject({ position: 0, seen: [] })
    expect(await sql`select from staged_items`).toHaveLength(0)
  })

  it('of a state without a name is begun anew each time, and goes after a month', async () => {
    const { sql } = database
    const readings = createReadingRepository(sql)
    const fence = await fences.draw('nameless')
    const key = { publicId: idOf(8), state: null, reader: null }
    const first = await readings.open(key, fence)
    const second = await readings.open(key, fence)
    expect(second.id).not.toBe(first.id)
    await sql`update playlist_readings set touched_at = now() - interval '31 days' where id = ${second.id}`
    expect(await readings.forgetOld()).toBe(1)
  })
})

describe('the import of a file', () => {
  it('is known by content and name as far as its last transaction, and forgotten when it is over or a month old', async () => {
    const imports = createFileImportRepository(database.sql)
    const catalog = createCatalogRepository(database.sql)
    const fence = await fences.draw('file')
    const key = { sha256: 'a'.repeat(64), filename: 'songs.csv' }
    const reach = (entries: number) =>
      catalog.transaction(
        (tx) => tx.saveImportProgress(key, { entries, report: { ...emptyReport(), read: entries } }),
        { fence },
      )
    expect(await imports.find(key)).toBeNull()
    await reach(2000)
    await reach(4000)
    expect(await imports.find(key)).toMatchObject({ entries: 4000, report: { read: 4000 } })
    expect(await imports.find({ ...key, filename: 'other.csv' })).toBeNull()
    const newest = await fences.draw('file')
    await expect(reach(6000)).rejects.toMatchObject({ code: 'LOCK_LOST' })
    await expect(imports.remove(key, fence)).rejects.toMatchObject({ code: 'LOCK_LOST' })
    expect(await imports.find(key)).toMatchObject({ entries: 4000 })
    await imports.remove(key, newest)
    expect(await imports.find(key)).toBeNull()
    await catalog.transaction((tx) => tx.saveImportProgress(key, { entries: 1, report: emptyReport() }), {
      fence: newest,
    })
    await database.sql`update file_imports set touched_at = now() - interval '31 days'`
    expect(await imports.forgetOld()).toBe(1)
  })

  it('finds rows that were stored by what makes a track, with an id of Spotify or without', async () => {
    const named = { ...makeTrack(3), spotifyId: null }
    const [known] = await fillCatalog(database.sql, 3, 4)
    const imports = createFileImportRepository(database.sql)
    const saved = await database.sql.begin((tx) => saveMetadata(tx, [{ track: named, source: 'file' }]))
    const ids = await imports.findIds([named, makeTrack(99_999), makeTrack(3), named])
    expect(ids).toEqual([saved[0]?.id, null, known?.id, saved[0]?.id])
  })
})
