import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { createSql } from '~db/client'
import { startEmbeddedPostgres } from '~db/embedded'
import { migrate } from '~db/migrate'
import { startRedisServer } from './redis-server'

declare module 'vitest' {
  interface ProvidedContext {
    /** The database of the run, migrated; every test database is a copy of it. */
    templateDatabaseUrl: string
    redisUrl: string
  }
}

const root = path.resolve(import.meta.dirname, '../..')

/** Starts the services that the integration tests share, one PostgreSQL and one Redis a run, and stops them after it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'segue-test-'))
  // PostgreSQL runs as a user of its own when the tests run as root, and has to reach its folder.
  await chmod(dataDir, 0o755)
  const stops: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })]
  const teardown = async () => {
    for (const stop of stops.reverse()) await stop()
  }
  try {
    const keeper = path.join(root, 'build/db/embedded-keeper.mjs')
    const postgres = await startEmbeddedPostgres({ dataDir, keeper, database: 'segue_template' })
    stops.push(postgres.stop)
    const redis = await startRedisServer()
    stops.push(() => redis.stop())
    await prepareTemplate(postgres.url)
    project.provide('templateDatabaseUrl', postgres.url)
    project.provide('redisUrl', redis.url)
  } catch (error) {
    await teardown()
    throw error
  }
  return teardown
}

async function prepareTemplate(url: string): Promise<void> {
  const sql = createSql(url, { max: 1 })
  try {
    // Nothing of a test run has to survive a power cut.
    await sql`alter system set fsync = off`
    await sql`alter system set full_page_writes = off`
    await sql`select pg_reload_conf()`
    await migrate(sql, path.join(root, 'db/migrations'))
  } finally {
    await sql.end()
  }
}
