import { register } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { launchOptions } from './tests/setup/chromium'

// Workers read this file again, too: tests import the sandbox with its sounds.
register('./tests/setup/import-files.mjs', import.meta.url)

// Workers read this file again and must find the server of the main process.
const port = (process.env.SEGUE_E2E_PORT ??= String(20_000 + (process.pid % 10_000)))
const dataDir = (process.env.SEGUE_E2E_DATA_DIR ??= join(tmpdir(), `segue-e2e-${process.pid}`))

/** Browser tests against the server as a newcomer starts it, with data of its own and the sandbox for Spotify. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  globalSetup: './tests/setup/e2e-setup.ts',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'chromium',
      use: { ...devices['Desktop Chrome'], launchOptions },
    },
  ],
  webServer: {
    command: `${JSON.stringify(process.execPath)} scripts/start.mjs`,
    url: `http://127.0.0.1:${port}/api/ready`,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      PORT: port,
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      // A machine's own settings must not reach the server under test.
      DATABASE_URL: '',
      REDIS_URL: '',
      SPOTIFY_CLIENT_ID: '',
      SANDBOX_TRACKS: '400',
      SANDBOX_PLAYLISTS: '12',
      RATE_LIMIT_PER_MINUTE: '100000',
    },
  },
})
