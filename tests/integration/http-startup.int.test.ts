import { createServer } from 'node:net'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../setup/ports'
import { makeDataDir, spawnServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'

let database: TestDatabase
let dataDir: string
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await makeDataDir()
})
afterAll(async () => {
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

/** Starts a server that cannot run, and ends by itself; what it says on stderr. */
async function failToStart(env: Record<string, string>) {
  const server = spawnServer({ DATA_DIR: dataDir, SANDBOX_TRACKS: '0', DATABASE_URL: database.url, ...env })
  const late = setTimeout(() => server.child.kill('SIGKILL'), 30_000)
  const { code, signal } = await server.exited
  clearTimeout(late)
  const said = server.stderr()
  expect({ code, signal }, said).toEqual({ code: 1, signal: null })
  expect(said.trim().split('\n'), said).toHaveLength(1)
  expect(said).toMatch(/^Segue did not start: \S.*\.\n$/)
  expect(said).not.toMatch(/\bat \S+:\d+|Error:/)
  return said
}

const changed = (change: (url: URL) => void) => {
  const url = new URL(database.url)
  change(url)
  return url.href
}

describe('a server that cannot start says so in one sentence and ends with 1', () => {
  it('on a port that is in use', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = String(address !== null && typeof address === 'object' ? address.port : 0)
    try {
      const said = await failToStart({ PORT: port })
      expect(said).toContain(`Port ${port}`)
      expect(said).toContain('PORT')
    } finally {
      other.close()
    }
  })

  it('where DATABASE_URL does not answer', async () => {
    const port = String(await findFreePort())
    const said = await failToStart({ DATABASE_URL: changed((url) => (url.port = port)) })
    expect(said).toMatch(/database does not answer.*DATABASE_URL/i)
  })

  it('where DATABASE_URL leads to something that takes connections and says nothing', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = String(address !== null && typeof address === 'object' ? address.port : 0)
    try {
      const said = await failToStart({
        DATABASE_URL: changed((url) => (url.port = port)),
        TEST_DATABASE_CONNECT_TIMEOUT_SECONDS: '1',
      })
      expect(said).toMatch(/database does not answer/i)
    } finally {
      silent.close()
    }
  })

  it('with a wrong password, and does not repeat it', async () => {
    const said = await failToStart({ DATABASE_URL: changed((url) => (url.password = 'not-the-password')) })
    expect(said).toMatch(/password authentication failed.*DATABASE_URL/)
    expect(said).not.toContain('not-the-password')
  })

  it('with a database that is not there', async () => {
    expect(await failToStart({ DATABASE_URL: changed((url) => (url.pathname = '/nowhere')) })).toContain(
      '"nowhere"',
    )
  })

  it('with settings that are not valid, and names each', async () => {
    const said = await failToStart({ PORT: 'eighty', LOG_LEVEL: 'loud' })
    expect(said).toContain('PORT')
    expect(said).toContain('LOG_LEVEL')
  })

  it('on a database that a newer program migrated', async () => {
    const newer = await createTestDatabase()
    await newer.sql`insert into schema_migrations (number, name, checksum) values (9999, '9999_future.sql', 'x')`
    expect(await failToStart({ DATABASE_URL: newer.url })).toMatch(/ahead of this program.*9999_future/)
    await newer.drop()
  })

  it('where its folder cannot be one', async () => {
    const file = path.join(dataDir, 'a-file')
    await writeFile(file, '')
    expect(await failToStart({ DATA_DIR: file })).toContain('DATA_DIR')
  })
})
