import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSessionSecrets, readOrCreateSessionSecrets } from './session-secrets'

const [one, two] = ['1'.repeat(32), '2'.repeat(40)]

describe('session secrets', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'segue-secrets-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  it('are made at the first start and kept', async () => {
    const secrets = await readOrCreateSessionSecrets(dir)
    expect(secrets).toEqual([(await readFile(path.join(dir, 'session-secrets'), 'utf8')).trim()])
    expect(await readOrCreateSessionSecrets(dir)).toEqual(secrets)
  })

  it('are rotated by a new first line', async () => {
    await writeFile(path.join(dir, 'session-secrets'), `${two}\n${one}\n`)
    expect(await readOrCreateSessionSecrets(dir)).toEqual([two, one])
  })

  it('are several by commas in a setting, in their order', () => {
    expect(parseSessionSecrets(`${two}, ${one}`)).toEqual([two, one])
  })

  it.each(['', ',', 'short', `${one},short`])('are refused where one is missing or short: "%s"', (text) => {
    expect(() => parseSessionSecrets(text)).toThrow('32 characters')
  })
})
