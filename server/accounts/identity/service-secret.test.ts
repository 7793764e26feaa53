import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SERVICE_SECRET_FILE, readOrCreateServiceSecret } from './service-secret'

describe('the secret kept in DATA_DIR', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'segue-secret-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  it('is made once, long, and readable by its owner only', async () => {
    const dataDir = path.join(dir, 'not', 'there', 'yet')
    const secret = await readOrCreateServiceSecret(dataDir)
    expect(secret.length).toBeGreaterThanOrEqual(43)
    expect((await stat(path.join(dataDir, SERVICE_SECRET_FILE))).mode & 0o777).toBe(0o600)
    expect(await readOrCreateServiceSecret(dataDir)).toBe(secret)
  })

  it('is the same for processes that start together', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => readOrCreateServiceSecret(dir)))
    expect(new Set(secrets).size).toBe(1)
    expect(secrets[0]).toBe(await readFile(path.join(dir, SERVICE_SECRET_FILE), 'utf8'))
  })

  it('is what an operator wrote there, without the line end', async () => {
    await writeFile(path.join(dir, SERVICE_SECRET_FILE), 'chosen-by-hand-and-long-enough-for-us\n')
    expect(await readOrCreateServiceSecret(dir)).toBe('chosen-by-hand-and-long-enough-for-us')
  })

  it('says what is wrong where the folder cannot be written', async () => {
    await writeFile(path.join(dir, 'file'), '')
    await expect(readOrCreateServiceSecret(path.join(dir, 'file'))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('DATA_DIR') as unknown,
    })
  })
})
