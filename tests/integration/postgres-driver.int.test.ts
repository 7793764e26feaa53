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
it('is the fixed one in a process of tests too: who lost a connection is told so, and can hold another', async () => {
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

it('gives a statement the connection that was used last', async () => {
  const sql = createSql(database.url, { max: 3 })
  const pidOf = async () => (await sql<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid
  try {
    const opened = await Promise.all([pidOf(), pidOf(), pidOf()])
    expect(new Set(opened).size).toBe(3)
    const used = [await pidOf(), await pidOf(), await pidOf(), await pidOf()]
    expect(new Set(used).size).toBe(1)
  } finally {
    await sql.end({ timeout: 5 })
  }
})
