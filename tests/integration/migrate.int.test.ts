import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSql } from '~db/client'
import { MigrationError, migrate } from '~db/migrate'
import { startTestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'

const migrations = path.resolve(import.meta.dirname, '../../db/migrations')

describe('migrations', () => {
  let database: TestDatabase
  let directory: string
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true })
    directory = await mkdtemp(path.join(tmpdir(), 'segue-migrations-'))
    await cp(migrations, directory, { recursive: true })
  })
  afterEach(async () => {
    await database.drop()
    await rm(directory, { recursive: true })
  })
  const files = async () => (await readdir(directory)).sort()
  /** The file name that comes after the last. */
  const next = async (name: string) => `${String((await files()).length + 1).padStart(4, '0')}_${name}.sql`
  const add = (name: string, text: string) => writeFile(path.join(directory, name), text)
  const tables = async () =>
    (
      await database.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public' order by 1`
    ).map(({ name }) => name)

  it('bring an empty database to the newest schema, once', async () => {
    expect(await migrate(database.sql, directory)).toEqual(await files())
    expect(await tables()).toEqual(expect.arrayContaining(['tracks', 'playlists', 'jobs', 'sessions']))
    expect(await migrate(database.sql, directory)).toEqual([])
  })

  it('are applied by one of many connections that start together', async () => {
    const clients = Array.from({ length: 6 }, () => createSql(database.url, { max: 1 }))
    const applied = await Promise.all(clients.map((client) => migrate(client, directory)))
    await Promise.all(clients.map((client) => client.end()))
    expect(applied.flat().sort()).toEqual(await files())
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
  })

  it('are applied by one of three servers that start together', async () => {
    const options = { databaseUrl: database.url, env: { SANDBOX_TRACKS: '0' } }
    const servers = await Promise.all([1, 2, 3].map(() => startTestServer(options)))
    const migrated = servers.flatMap((server) =>
      server.logs().filter(({ msg }) => msg === 'database migrated'),
    )
    const exits = await Promise.all(servers.map((server) => server.stop()))
    expect(migrated).toHaveLength(1)
    expect(migrated[0]?.['applied']).toEqual(await files())
    expect(exits).toEqual(Array.from({ length: 3 }, () => ({ code: 0, signal: null })))
  })

  it('go on where an older version of the program stopped', async () => {
    const newer = (await files()).slice(3)
    await Promise.all(newer.map((name) => rm(path.join(directory, name))))
    await migrate(database.sql, directory)
    expect(await tables()).not.toContain('sessions')
    expect(await migrate(database.sql, migrations)).toEqual(newer)
  })

  it('refuse a file that changed after it was applied', async () => {
    await migrate(database.sql, directory)
    await add('0002_features.sql', '-- another text')
    await expect(migrate(database.sql, directory)).rejects.toThrow(
      /0002_features\.sql changed after it was applied/,
    )
  })

  it('refuse a database that a newer program migrated', async () => {
    await add(await next('from_the_future'), 'create table from_the_future (id integer)')
    await migrate(database.sql, directory)
    await expect(migrate(database.sql, migrations)).rejects.toThrow(/ahead of this program.*_from_the_future/)
  })

  it('leave nothing of a file that fails, and name it', async () => {
    const broken = await next('broken')
    await add(broken, 'create table half (id integer); insert into nowhere values (1);')
    await expect(migrate(database.sql, directory)).rejects.toThrow(`${broken} could not be applied`)
    expect(await tables()).not.toContain('half')
    await add(broken, 'create table whole (id integer)')
    expect(await migrate(database.sql, directory)).toEqual([broken])
  })

  it('free the lock after a failure', async () => {
    await add(await next('broken'), 'select wrong')
    await expect(migrate(database.sql, directory)).rejects.toThrow(MigrationError)
    const [row] = await database.sql`select count(*)::int as held from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`
    expect(row).toEqual({ held: 0 })
  })

  it.each(['5_short.sql', '0001-hyphen.sql', '9999_gap.sql'])('refuse the file name %s', async (name) => {
    await add(name, 'select 1')
    await expect(migrate(database.sql, directory)).rejects.toThrow(MigrationError)
    expect(await tables()).toEqual([])
  })
})
