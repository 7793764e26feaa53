import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSegueClient } from '~server/client'
import { createServiceToken, type ServiceRole } from '~server/accounts/identity/service-token'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { startTestServer, type TestServer } from '../setup/server'

let server: TestServer
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, seeded: true })
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const clientOf = (role: ServiceRole | null) =>
  createSegueClient({
    url: server.url,
    token: () =>
      role === null
        ? Promise.resolve(null)
        : createServiceToken({ secret: server.serviceSecret, subject: 'test', role, ttlSeconds: 60 }),
  })

async function evaluate(seed: number) {
  const client = clientOf('operator')
  let job = await client.quality.run.mutate({ seed, playlists: 30 })
  const deadline = Date.now() + 40_000
  while (job.state === 'queued' || job.state === 'running') {
    expect(Date.now(), 'the evaluation takes too long').toBeLessThan(deadline)
    await new Promise((resolve) => setTimeout(resolve, 200))
    job = await client.job.get.query({ id: job.id })
  }
  expect(job.error).toBeNull()
  return clientOf(null).quality.latest.query()
}

describe('an evaluation', () => {
  test('is kept with the index version it measured, and a guest may read it', async () => {
    const quality = await evaluate(1)
    const { current, searchable } = await clientOf(null).index.status.query()
    expect(quality).toMatchObject({
      version: current?.version,
      determinism: 1,
      report: { seed: 1, complete: true },
    })
    expect(quality?.report.tracks).toBe(searchable)
    const rows = quality?.report.continue?.rows ?? []
    const recall = (method: string) => rows.find((row) => row.method === method)?.recall.value ?? 0
    // The sandbox's playlists keep to a genre, and its features follow the genre.
    expect(recall('kernel')).toBeGreaterThan(recall('random'))
  })

  test('gives the same figures for the same seed, and another sample for another', async () => {
    const figures = async (seed: number) => {
      const { similar, continue: held, discover } = (await evaluate(seed))?.report ?? {}
      return { similar, held, discover }
    }
    const first = await figures(1)
    expect(first.held).not.toBeNull()
    const other = await figures(2)
    expect(other).not.toEqual(first)
    expect(await figures(1)).toEqual(first)
  })

  test('is started by operators only, and within bounds', async () => {
    await expect(clientOf(null).quality.run.mutate({})).rejects.toThrow('service token')
    await expect(clientOf('reader').quality.run.mutate({})).rejects.toThrow('may only read')
    await expect(clientOf('operator').quality.run.mutate({ playlists: 0 })).rejects.toThrow('Hold out 1 to')
  })
})
