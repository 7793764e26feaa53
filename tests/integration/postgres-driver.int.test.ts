import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSql } from '~db/client'
import { createTestDatabase, type TestDatabase } from '../setup/services'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
})
afterAll(() => database.drop())

/** As the driver came, the second statement goes to a socket that is null, from a timer, and ends the process. */
it('rejects statements on a lost connection, and gives another one to hold', async () => {
  const sql = createSql(database.url, { max: 1 })
  try {
    const held = await sql.reserve()
    const [row] = await held<{ pid: number }[]>`select pg_backend_pid() as pid`
    await database.sql`select pg_terminate_backend(${row?.pid ?? 0})`
    await sleep(100)
    await expect(held`select 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
    await expect(held`select 2`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
    held.release()
    const next = await sql.reserve()
    expect(await next`select 3 as three`).toEqual([{ three: 3 }])
    next.release()
  } finally {
    await sql.end({ timeout: 5 })
  }
})
