import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { inject } from 'vitest'
import type { Sql } from '~db/client'
import { createSql } from '~db/client'

const TEMPLATE = 'segue_template'

export type TestDatabase = { url: string; sql: Sql; drop: () => Promise<void> }

/** `url` with another database on the same server. */
function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/**
 * A database for one test file: migrated, or empty if the migrations are what is tested. Call it in beforeAll, and
 * `drop` in afterAll; drop also ends `sql` and cuts off whoever is still connected.
 */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const serverUrl = withDatabase(inject('templateDatabaseUrl'), 'postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const run = async (statement: string) => {
    const admin = createSql(serverUrl, { max: 1 })
    try {
      await admin.unsafe(statement)
    } finally {
      await admin.end()
    }
  }
  await run(`create database ${name} template ${options.empty ? 'template0' : TEMPLATE}`)
  const url = withDatabase(serverUrl, name)
  const sql = createSql(url, { max: 4 })
  const drop = async () => {
    await sql.end({ timeout: 5 })
    await run(`drop database ${name} with (force)`)
  }
  return { url, sql, drop }
}

/** The run's Redis, database 0. It is shared: for keys of one's own see createTestRedis. */
export const redisUrl = (): string => inject('redisUrl')

export type TestRedis = { url: string; redis: Redis; close: () => Promise<void> }

/** A Redis database that no other test file uses, with a client on it. */
export async function createTestRedis(): Promise<TestRedis> {
  const counter = new Redis(redisUrl())
  // Database 0 keeps the count only.
  const number = await counter.incr('test-databases')
  await counter.quit()
  const url = `${redisUrl()}/${number}`
  const redis = new Redis(url)
  const close = async () => {
    await redis.flushdb()
    await redis.quit()
  }
  return { url, redis, close }
}
