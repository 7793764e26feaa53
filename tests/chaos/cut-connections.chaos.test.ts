import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { bundleProcess, startProcess } from './support/child-process'

type Ended = { event: 'ended'; codes: string[]; notes: string[] }

let database: TestDatabase
let bundle: string

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
  bundle = await bundleProcess('cut-connections/hold-process.ts')
  await database.sql`create table notes (note text)`
})
afterAll(() => database.drop())
beforeEach(() => database.sql`truncate notes`)

async function run(how: 'reserve' | 'commit' | 'throw') {
  const child = startProcess<Ended>(bundle, { databaseUrl: database.url, how })
  const { codes, notes } = await child.saw('ended')
  expect(await child.exited).toBe(0)
  return { codes, notes }
}

describe('a process whose connection is cut while it holds it', () => {
  it('is told at each further statement, and can hold another one', async () => {
    expect(await run('reserve')).toEqual({ codes: ['CONNECTION_CLOSED', 'CONNECTION_CLOSED'], notes: [] })
  })

  it.each(['commit', 'throw'] as const)(
    'has lost its transaction, and says nothing in the next one (%s)',
    async (how) => {
      expect(await run(how)).toEqual({
        codes: ['CONNECTION_CLOSED', 'CONNECTION_CLOSED'],
        notes: ['next'],
      })
    },
  )
})
