import { expect } from 'vitest'
import { createSandbox } from '~server/sandbox'
import { startTestServer } from '../../setup/server'
import { createTestDatabase, createTestRedis } from '../../setup/services'

/** Enough playlists that somebody who can sign in owns a private one. */
const PLAYLISTS = 60

/** What the sandbox of an account house offers. */
export const { catalogue } = createSandbox({ tracks: 300, playlists: PLAYLISTS })

/** Two processes of an instance whose sandbox has users who may sign in; `env` for a further process beside them. */
export async function openAccountHouse() {
  const database = await createTestDatabase()
  const redis = await createTestRedis()
  const env = { REDIS_URL: redis.url, SANDBOX_PLAYLISTS: String(PLAYLISTS) }
  const server = await startTestServer({ databaseUrl: database.url, env, seeded: true })
  const { dataDir } = server
  // The sandbox's tokens are sealed by its secret, so that both processes' sandboxes know them.
  const second = await startTestServer({ databaseUrl: database.url, dataDir, env })
  return {
    database,
    env,
    server,
    second,
    close: async () => {
      await second.stop()
      await server.stop()
      await redis.close()
      await database.drop()
    },
  }
}

export type AccountHouse = Awaited<ReturnType<typeof openAccountHouse>>

/** Status and text of a page. */
export const readPage = async (response: Response) => ({
  status: response.status,
  text: await response.text(),
})

/** Tokens of the sandbox begin so. */
export const TOKEN = /[AB]Q[\w-]{40}/

/** Fails where a token, code or verifier is in what processes wrote. */
export function expectNoKeys(...written: string[]): void {
  const text = written.join('')
  expect(text.length).toBeGreaterThan(1000)
  expect(text).not.toMatch(TOKEN)
  expect(text).not.toMatch(/code_verifier|refresh_token=|code=/)
}
