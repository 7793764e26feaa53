import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '~db/migrate'
import { createJobQueueRepository } from '~server/jobs/job-queue.repository'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { fillSchema, readAllRows } from './support/filled-schema'

const migrations = path.resolve(import.meta.dirname, '../../db/migrations')
const newest = readdirSync(migrations).filter((name) => name.endsWith('.sql')).length
/** Migration 10 ended the sessions of before: they were of users who had none. */
const ENDED: Record<string, number> = { sessions: 10 }

describe('a filled database', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true })
  })
  afterEach(() => database.drop())

  it.each(Array.from({ length: newest }, (_, i) => i + 1))(
    'of schema %i is brought to the newest, and keeps its rows',
    async (schema) => {
      await migrate(database.sql, migrations, { upTo: schema })
      await fillSchema(database.sql, schema)
      const before = await readAllRows(database.sql)
      const applied = await migrate(database.sql, migrations)
      expect(applied).toHaveLength(newest - schema)
      const after = await readAllRows(database.sql)
      for (const [table, rows] of Object.entries(before)) {
        if (schema < (ENDED[table] ?? 0)) continue
        expect(after[table]?.length, table).toBeGreaterThanOrEqual(rows.length)
        expect(rows.length, table).toBeGreaterThan(0)
      }
      const ids = (all: Record<string, unknown[]>) =>
        all['tracks']?.map((row) => (row as { public_id: string }).public_id)
      expect(ids(after)).toEqual(ids(before))
    },
  )

  it('loses the schema of the former job queue, and keeps the jobs that wait', async () => {
    const { sql } = database
    await migrate(sql, migrations, { upTo: 33 })
    await sql`create schema pgboss`
    await sql`create table pgboss.job (id uuid primary key)`
    await sql`insert into jobs (kind, subject, input) values ('import-file', 'songs.csv', '{"upload": "u"}')`
    await migrate(sql, migrations)
    expect(await sql`select to_regnamespace('pgboss') as former`).toEqual([{ former: null }])
    const taken = await createJobQueueRepository(sql).take({ maxSpotify: 1, nightly: true })
    expect(taken).toMatchObject({ attempt: 1, input: { upload: 'u' }, job: { subject: 'songs.csv' } })
  })
})
