import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findDataHolder, lockDataDir } from '~db/data-lock'
import { holdDataFolder } from '../../scripts/lib/data-folder.mjs'
import { inRoot, root } from '../../scripts/lib/paths.mjs'
import { makeDataDir } from '../setup/server'

let dataDir: string
beforeEach(async () => {
  dataDir = await makeDataDir()
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** Runs `npm start` until it ends. */
async function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [inRoot('scripts', 'start.mjs')], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

describe('npm start', () => {
  it('sets nothing up where Segue runs on that DATA_DIR, and says so', async () => {
    const lock = lockDataDir(dataDir)
    const { code, stdout, stderr } = await start({ DATA_DIR: dataDir })
    lock.release()
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain(
      `Segue is already running on the folder ${dataDir} (process ${process.pid}, since `,
    )
  })

  it('has DATA_DIR for itself while it sets up, and leaves it to the server', () => {
    const letGo = holdDataFolder({ DATA_DIR: dataDir })
    expect(() => lockDataDir(dataDir)).toThrow(`is in use by process ${process.pid}`)
    expect(() => holdDataFolder({ DATA_DIR: dataDir })).toThrow('Segue is already running')
    letGo()
    expect(findDataHolder(dataDir)).toBeNull()
    lockDataDir(dataDir).release()
    holdDataFolder({ DATA_DIR: dataDir })()
  })

  it('shares DATA_DIR with others where the database is elsewhere', () => {
    const env = { DATA_DIR: dataDir, DATABASE_URL: 'postgres://localhost/segue' }
    holdDataFolder(env)
    holdDataFolder(env)()
    expect(findDataHolder(dataDir)).toBeNull()
  })
})
