import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Sql } from './client'

/** Any number that no other program on the same database uses: "segue" in ASCII, folded. */
export const MIGRATION_LOCK = 7_365_677
const MINIMUM_SERVER_VERSION = 140_000
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/

export class MigrationError extends Error {
  override name = 'MigrationError'
}

type Migration = { number: number; name: string; text: string; checksum: string }

/**
 * Brings a database to the newest schema: numbered files, forward only, each in its own transaction, under one
 * advisory lock, so that processes that start together migrate once; no further than `upTo`. Returns the names applied.
 * Throws MigrationError for a server older than 14, for a file that changed after it was applied, and for a database
 * that is ahead of this program.
 */
export async function migrate(
  sql: Sql,
  directory: string,
  { upTo = Infinity }: { upTo?: number } = {},
): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const connection = await sql.reserve()
  try {
    await requireServerVersion(connection)
    await connection`select pg_advisory_lock(${MIGRATION_LOCK})`
    try {
      return await applyPending(connection, migrations, upTo)
    } finally {
      await connection`select pg_advisory_unlock(${MIGRATION_LOCK})`
    }
  } finally {
    connection.release()
  }
}

/** The number of the newest migration of a folder. */
export const newestSchema = async (directory: string): Promise<number> =>
  (await readMigrations(directory)).length

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = await Promise.all(
    names.map(async (name) => {
      const number = FILE_NAME.exec(name)?.[1]
      if (!number) throw new MigrationError(`${name} is not named like 0001_what_changed.sql.`)
      const text = await readFile(path.join(directory, name), 'utf8')
      return { number: Number(number), name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
  migrations.forEach(({ number, name }, i) => {
    if (number !== i + 1) throw new MigrationError(`${name} breaks the numbering: expected ${String(i + 1)}.`)
  })
  return migrations
}

async function requireServerVersion(sql: Sql): Promise<void> {
  const [row] = await sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`
  if (row && row.version < MINIMUM_SERVER_VERSION) {
    throw new MigrationError(
      `PostgreSQL 14 or newer is needed; this server is ${String(Math.floor(row.version / 10_000))}.`,
    )
  }
}

async function applyPending(sql: Sql, migrations: Migration[], upTo: number): Promise<string[]> {
  await sql`
    create table if not exists schema_migrations (
      number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now()
    )`
  const applied = await sql<{ number: number; name: string; checksum: string }[]>`
    select number, name, checksum from schema_migrations order by number`
  const unknown = applied.find(({ number }) => number > migrations.length)
  if (unknown) {
    throw new MigrationError(
      `The database is ahead of this program (it has ${unknown.name}). Start the newer version.`,
    )
  }
  const done: string[] = []
  for (const migration of migrations) {
    const before = applied.find(({ number }) => number === migration.number)
    if (before && before.checksum !== migration.checksum) {
      throw new MigrationError(
        `${migration.name} changed after it was applied. Put the old text back and add a new file.`,
      )
    }
    if (!before && migration.number <= upTo) {
      await applyOne(sql, migration)
      done.push(migration.name)
    }
  }
  return done
}

/** A reserved connection has no `begin` of its own (postgres 3.4), so the transaction is spelled out. */
async function applyOne(sql: Sql, { number, name, text, checksum }: Migration): Promise<void> {
  await sql`begin`
  try {
    await sql.unsafe(text)
    await sql`insert into schema_migrations (number, name, checksum) values (${number}, ${name}, ${checksum})`
    await sql`commit`
  } catch (error) {
    await sql`rollback`
    throw new MigrationError(
      `${name} could not be applied: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    )
  }
}
