import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Sql } from '~db/client'
import { DSP_EXTRACTOR } from '~server/domain/features/dsp-values'
import { VECTOR_SPEC } from '~server/domain/features/vector-spec'
import { createCalibrationRepository } from '~server/catalog/vectors/calibration.repository'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { saveFeatures } from '~server/catalog/vectors/feature.repository'
import {
  findOutdatedVectors,
  readAllVectors,
  readChangedVectors,
} from '~server/catalog/vectors/vector.repository'
import { recalibrate, type RecalibrateDeps } from '~server/catalog/vectors/recalibrate'
import { rederiveVectors } from '~server/catalog/vectors/rederive-vectors'
import { storeTracks } from '~server/catalog/store-tracks'
import { startTestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { recommend } from './support/api'
import { fillCatalog, idOf, PRECEDENCE, makeTrack, makeValues } from './support/tracks'

let database: TestDatabase
let sql: Sql
beforeAll(async () => {
  database = await createTestDatabase()
  sql = database.sql
})
afterAll(() => database.drop())
beforeEach(() => sql`truncate tracks, artists, albums, index_versions, calibrations restart identity cascade`)

function derivation(changes: Partial<RecalibrateDeps> = {}): RecalibrateDeps {
  const calibrations = createCalibrationRepository(sql)
  return {
    catalog: createCatalogRepository(sql),
    calibrations,
    precedence: PRECEDENCE,
    findOutdated: (wanted, after, limit) => findOutdatedVectors(sql, wanted, after, limit),
    findCalibration: () => calibrations.find(),
    ...changes,
  }
}

/** Makes the vectors those of spec 1: fourteen dimensions, other bits, another number. */
const age = () => sql`update track_vectors set spec = 1, mask = 127, shaped = substring(shaped for 56)`
const countOf = async (spec: number) =>
  (await sql<{ count: number }[]>`select count(*)::int as count from track_vectors where spec = ${spec}`)[0]
    ?.count

describe('vectors of another spec', () => {
  it('are derived again from stored values, and every follower hears of them', async () => {
    await fillCatalog(sql, 0, 50)
    const fresh = await readAllVectors(sql, VECTOR_SPEC.version)
    await age()
    expect((await readAllVectors(sql, VECTOR_SPEC.version)).ids).toHaveLength(0)
    expect(await rederiveVectors(derivation())).toBe(50)
    const again = await readAllVectors(sql, VECTOR_SPEC.version)
    expect([again.ids, again.shaped]).toEqual([fresh.ids, fresh.shaped])
    const changed = await readChangedVectors(sql, VECTOR_SPEC.version, fresh.lastSeq, 100)
    expect(changed.ids).toHaveLength(50)
    expect(await rederiveVectors(derivation())).toBe(0)
  })

  it('are gone on with where a stopped process left off', async () => {
    await fillCatalog(sql, 0, 30)
    await age()
    const small = derivation({
      findOutdated: (wanted, after, limit) =>
        after === '0' ? findOutdatedVectors(sql, wanted, after, Math.min(limit, 12)) : stop(),
    })
    await expect(rederiveVectors(small)).rejects.toThrow('stopped')
    expect([await countOf(1), await countOf(VECTOR_SPEC.version)]).toEqual([18, 12])
    expect(await rederiveVectors(derivation())).toBe(18)
    expect(await countOf(1)).toBe(0)
  })

  it('are taken out where nothing is left to derive them from', async () => {
    const [track] = await fillCatalog(sql, 0, 3)
    await age()
    await sql`delete from feature_sets where track_id = ${track?.id ?? ''}`
    await rederiveVectors(derivation())
    expect((await readAllVectors(sql, VECTOR_SPEC.version)).ids).toHaveLength(2)
  })

  it('do not keep a server from starting: it answers from the new spec', async () => {
    await fillCatalog(sql, 0, 60)
    await age()
    const server = await startTestServer({ databaseUrl: database.url })
    try {
      expect(await countOf(VECTOR_SPEC.version)).toBe(60)
      const { tracks } = await recommend(server, `https://open.spotify.com/track/${idOf(7)}`)
      expect(tracks).toHaveLength(10)
      expect(tracks[0]?.parts).toHaveProperty('timbre')
      expect(server.logs().find(({ msg }) => msg?.startsWith('vectors derived again'))).toMatchObject({
        count: 60,
      })
    } finally {
      await server.stop()
    }
  })
})

describe('sources that measure on other scales', () => {
  const MEASURED = 60
  /** A catalog of Spotify values, and for the first tracks what was heard: 7 dB less, a little bent. */
  const heard = (n: number) => -7 + 1.1 * (makeValues(n).loudness ?? 0)
  async function fillBoth() {
    const saved = await storeTracks(
      { catalog: createCatalogRepository(sql), precedence: PRECEDENCE },
      Array.from({ length: 200 }, (_, n) => ({
        track: makeTrack(n),
        source: 'spotify' as const,
        features: [
          {
            source: 'spotify' as const,
            extractor: 'test',
            fetchedAt: new Date(),
            values: makeValues(n),
          },
        ],
      })),
    )
    const own = (n: number) => ({
      trackId: saved[n]?.id ?? '',
      keys: null,
      replaces: false,
      features: {
        source: 'dsp' as const,
        extractor: DSP_EXTRACTOR,
        fetchedAt: new Date(),
        values: { loudness: heard(n) },
      },
    })
    await saveFeatures(
      sql,
      Array.from({ length: MEASURED }, (_, n) => own(n)),
    )
    return { saved, own }
  }

  it('are calibrated at a rebuild, and only vectors that it changes are derived again', async () => {
    const { saved, own } = await fillBoth()
    const only = own(150)
    await sql`delete from feature_sets where track_id = ${only.trackId}`
    await saveFeatures(sql, [own(150)])
    await createCatalogRepository(sql).transaction(async (tx) => {
      const described = await tx.findVectorInputs([only.trackId], PRECEDENCE)
      expect(described.get(only.trackId)).toMatchObject({
        calibration: 0,
        input: { values: { loudness: heard(150) } },
      })
    })
    await sql`update track_vectors set calibration = 0 where track_id = ${only.trackId}`
    const before = await readAllVectors(sql, VECTOR_SPEC.version)

    const id = await recalibrate(derivation())
    expect(id).toBe(1)
    const { ids } = await readChangedVectors(sql, VECTOR_SPEC.version, before.lastSeq, 1000)
    expect([...ids].map(String)).toEqual([only.trackId])
    const described = await createCatalogRepository(sql).transaction((tx) =>
      tx.findVectorInputs([only.trackId], PRECEDENCE),
    )
    const loudness = described.get(only.trackId)?.input.values.loudness ?? Number.NaN
    expect(Math.abs(loudness - (makeValues(150).loudness ?? 0))).toBeLessThan(1.5)
    expect(described.get(only.trackId)?.origins.loudness?.map?.basis).toBe('pairs')

    expect(await recalibrate(derivation())).toBe(1)
    expect(saved).toHaveLength(200)
  })

  it('keep their values where there is one source only', async () => {
    await fillCatalog(sql, 0, 100)
    expect(await recalibrate(derivation())).toBeNull()
  })
})

function stop(): never {
  throw new Error('stopped')
}
