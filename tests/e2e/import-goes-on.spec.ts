import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { createSql, type Sql } from '~db/client'
import { startEmbeddedPostgres, type EmbeddedDatabase } from '~db/embedded'
import { BATCH_ROWS } from '~server/ingestion/files/import-file'
import { makeDataDir, startTestServer, until, type TestServer } from '../setup/server'
import { expect, test } from './fixtures'

/** Of the batches of a file two are stored before the import breaks off. */
const ROWS = 5000
const STORED = 2 * BATCH_ROWS
/** A process that dies is missed soon, and its job given up at once. */
const ENV = { SANDBOX_TRACKS: '0', TEST_JOB_SILENT_SECONDS: '4', TEST_JOB_MAX_ATTEMPTS: '1', ACCESS: 'open' }
/** A dead process is missed, and the rest of a file read. */
const ENDED = { timeout: 30_000 }

let dataDir: string
let database: EmbeddedDatabase
let sql: Sql
let web: TestServer
let worker: TestServer

const start = (role: 'web' | 'worker') =>
  startTestServer({ databaseUrl: database.url, dataDir, env: { ...ENV, ROLE: role } })

test.beforeAll(async () => {
  test.setTimeout(120_000)
  dataDir = await makeDataDir()
  const keeper = path.resolve(import.meta.dirname, '../../build/db/embedded-keeper.mjs')
  database = await startEmbeddedPostgres({ dataDir, keeper })
  web = await start('web')
  worker = await start('worker')
  sql = createSql(database.url, { max: 2 })
  // Whoever stores a later batch waits while the test holds the lock: it breaks off where the test says.
  await sql.unsafe(`
    create function hold_import() returns trigger language plpgsql as $$ begin
      perform pg_advisory_xact_lock(1);
      return new;
    end $$;
    create trigger held before insert or update on file_imports
      for each row when (new.entries > ${String(STORED)}) execute function hold_import()`)
})
test.afterAll(async () => {
  await sql.end()
  await worker.stop()
  await web.stop()
  await database.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** A table of tracks that no other test imports. */
function makeTable(family: string): string {
  const rows = Array.from({ length: ROWS }, (_, n) => `${idOf(family, n)},Song ${n},Singer ${n % 50},0.4`)
  return ['track_id,track_name,artists,energy', ...rows, ''].join('\n')
}
const idOf = (family: string, n: number) => `${family}${String(n).padStart(21, '0')}`

/** What is stored of a family of tracks, and by which transaction each row was written. */
async function findRows(family: string): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; writer: string }[]>`
    select public_id as id, xmin::text as writer from tracks where public_id like ${`${family}0%`}`
  return new Map(rows.map(({ id, writer }) => [id, writer]))
}

async function send(reader: Page, family: string): Promise<string> {
  const filename = `${family}.csv`
  const file = test.info().outputPath(filename)
  await writeFile(file, makeTable(family))
  await reader.goto(`${web.url}/import`)
  await reader.getByLabel('A file of tracks').setInputFiles(file)
  await reader.getByRole('button', { name: 'Import' }).click()
  await expect(reader).toHaveURL(/\/jobs\/[\w-]+$/)
  return filename
}

async function breakOffAndGoOn(reader: Page, family: string): Promise<void> {
  const holder = await sql.reserve()
  await holder`select pg_advisory_lock(1)`
  const filename = await send(reader, family)
  const isHeld = async () =>
    (await sql`select from pg_locks where locktype = 'advisory' and objid = 1 and not granted`).length > 0
  await until('the third batch to be held', isHeld)
  const before = await findRows(family)
  expect(before.size).toBe(STORED)

  await worker.stop('SIGKILL')
  await holder`select pg_advisory_unlock(1)`
  holder.release()
  worker = await start('worker')
  const failed = reader.locator('[data-job][data-state="failed"]')
  await expect(failed.getByRole('status')).toContainText('ended, or was cut off', ENDED)
  const address = reader.url()

  await failed.getByRole('button', { name: 'Continue', exact: true }).click()
  const report = reader.getByRole('region', { name: `${filename} is imported` })
  await expect(report).toContainText(/Read\s*5,000 rows/, ENDED)
  await expect(report).toContainText(/New\s*5,000 tracks/)
  expect(reader.url()).toBe(address)
  const after = await findRows(family)
  expect(after.size).toBe(ROWS)
  expect([...before].filter(([id, writer]) => after.get(id) !== writer)).toEqual([])
  expect(await sql`select from uploads`).toHaveLength(0)
}

test('an import whose process was killed goes on from its page, and writes no row again', async ({
  page,
}) => {
  test.slow()
  await breakOffAndGoOn(page, 'a')
})

test('the same goes without JavaScript', async ({ plainPage }) => {
  test.slow()
  await breakOffAndGoOn(plainPage, 'b')
})
