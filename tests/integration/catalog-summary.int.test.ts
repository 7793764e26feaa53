import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IngestReport } from '~server/domain/job'
import { createKeptSummaryRepository } from '~server/catalog/summary/kept-summary.repository'
import { createSummaryRepository } from '~server/catalog/summary/summary.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import { createSummariseCatalog } from '~server/catalog/summary/summarise-catalog'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { createFaissEngine, type Engine } from './support/index-engines'
import { PRECEDENCE, fillCatalog, makeTrack, saveMetadata } from './support/tracks'

let database: TestDatabase
let engine: Engine
beforeAll(async () => {
  database = await createTestDatabase()
  engine = await createFaissEngine(1000)
})
afterAll(async () => {
  await engine.close()
  await database.drop()
})
beforeEach(
  () =>
    database.sql`truncate tracks, artists, albums, playlists, jobs, index_versions, catalog_summaries cascade`,
)

const report = (changes: Partial<IngestReport>): IngestReport => ({
  ...{ read: 0, added: 0, updated: 0, unchanged: 0, merged: 0, skipped: 0, skippedNamed: [], playlists: 0 },
  ...{ searchable: 0, undescribed: 0, undescribedNamed: [], unread: [], unnamed: 0, notes: [] },
  ...changes,
})

async function summarise(sampleSize = 1000) {
  const { keeper, search } = await engine.start(database.sql)
  const deps = {
    figures: createSummaryRepository(database.sql),
    tracks: createTrackRepository(database.sql, PRECEDENCE),
    index: search,
    precedence: PRECEDENCE,
    sampleSize,
    findBasis: () => String(keeper.findLive()?.version.version ?? ''),
    kept: createKeptSummaryRepository(database.sql),
  }
  return createSummariseCatalog(deps)()
}

describe('the summary of a catalog', () => {
  it('counts what there is, and draws every searchable track', async () => {
    const saved = await fillCatalog(database.sql, 0, 300)
    await database.sql.begin((tx) =>
      saveMetadata(tx, [{ track: makeTrack(900, { isrc: 'USABC1234567' }), source: 'spotify' }]),
    )
    const summary = await summarise()
    expect(summary.counts).toMatchObject({ tracks: 301, searchable: 300, artists: 40 })
    expect(summary.drawnFrom).toBe(300)
    expect(summary.tempo.reduce((sum, { count }) => sum + count, 0)).toBe(300)
    expect(summary.featureCoverage).toEqual([{ source: 'file', tracks: 300 }])
    expect(summary.blocks.find(({ block }) => block === 'mood')?.tracks).toBe(300)
    expect(summary.blocks.map(({ block }) => block)).not.toContain('timbre')
    const known = new Set(saved.map(({ publicId }) => publicId))
    for (const { track } of [...summary.mostCentral, ...summary.mostUnusual]) {
      expect(known).toContain(track.id)
    }
    expect([summary.asked, summary.mostCentral.length, summary.mostUnusual.length]).toEqual([300, 5, 5])
    expect(summary.mostCentral[0]?.lists).toBeGreaterThan(10)
    expect(summary.mostUnusual[0]?.likeness).toBeLessThan(summary.mostUnusual[4]?.likeness ?? 0)
  })

  it('draws a sample of a larger catalog, the same one each time', async () => {
    await fillCatalog(database.sql, 0, 400)
    const first = await summarise(100)
    expect([first.drawnFrom, first.counts.searchable]).toEqual([100, 400])
    const again = await summarise(100)
    expect({ ...again, at: '' }).toEqual({ ...first, at: '' })
  })

  it('counts releases of one recording once, and names the ISRCs that several share', async () => {
    const [one, two] = await fillCatalog(database.sql, 0, 3)
    await database.sql`update tracks set isrc = 'USABC1234567', recording_id = ${one?.id ?? ''}
      where id in (${one?.id ?? ''}, ${two?.id ?? ''})`
    const summary = await summarise()
    expect(summary.counts).toMatchObject({ tracks: 3, recordings: 2 })
    expect(summary.releases).toEqual({ groups: 1, tracks: 2 })
    expect(summary.isrcTwins).toEqual({ groups: 1, tracks: 2 })
    expect(summary.mostReleased).toMatchObject([{ track: { id: one?.publicId }, releases: 2 }])
    expect(summary.mostCentral).toEqual([])
  })

  it('sums up the reports of everybody’s jobs, and tells why items were passed over', async () => {
    const run = async (subject: string, changes: Partial<IngestReport>) => {
      const [row] = await database.sql<{ id: string }[]>`
        insert into jobs (kind, subject, state, report, finished_at)
        values ('import-file', ${subject}, 'done', ${database.sql.json(report(changes))}, now()) returning id`
      return row?.id ?? ''
    }
    const skipped = (reason: string) => ({ where: 1, name: 'x', reason })
    await run('a', {
      ...{ read: 5, added: 2, unchanged: 1, skipped: 2 },
      skippedNamed: [skipped('a podcast episode'), skipped('a podcast episode')],
    })
    await run('b', {
      read: 3,
      updated: 2,
      merged: 1,
      undescribed: 1,
      skippedNamed: [skipped('no title'), skipped('the id "x y" is none'), skipped('the id "z" is none')],
    })
    const old = await run('c', { read: 100 })
    await database.sql`update jobs set created_at = now() - interval '31 days' where id = ${old}`
    const [user] = await database.sql<{ id: string }[]>`insert into users default values returning id`
    const own = await run('d', { read: 1000 })
    await database.sql`update jobs set user_id = ${user?.id ?? ''} where id = ${own}`
    expect((await summarise()).recent).toEqual({
      ...{ days: 30, jobs: 2, read: 8, added: 2, known: 3, merged: 1, skipped: 2, undescribed: 1 },
      reasons: [
        { label: 'a podcast episode', count: 2 },
        { label: 'the id “…” is none', count: 2 },
        { label: 'no title', count: 1 },
      ],
    })
  })

  it('is empty for an empty catalog', async () => {
    const summary = await summarise()
    expect(summary).toMatchObject({ drawnFrom: 0, tempo: [], moods: [], mostCentral: [], asked: 0 })
  })

  it('is kept for other processes as it was made, the newest of them, and not for long', async () => {
    await fillCatalog(database.sql, 0, 60)
    const summary = await summarise()
    const kept = createKeptSummaryRepository(database.sql)
    const found = await kept.find()
    expect(found?.summary).toEqual(summary)
    const older = { ...summary, at: new Date(Date.parse(summary.at) - 1000).toISOString() }
    await kept.save({ basis: 'another', tookMs: 1, summary: older })
    expect(await kept.find()).toEqual(found)
    await kept.forgetOld()
    expect(await kept.find()).toEqual(found)
    await database.sql`update catalog_summaries set made_at = now() - interval '25 hours'`
    await kept.forgetOld()
    expect(await kept.find()).toBeNull()
  })
})
