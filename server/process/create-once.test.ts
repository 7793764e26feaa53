import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOnce } from './create-once'

/** More than one write of node:fs takes, so that a half could be read. */
const LONG = 1 << 20

let directory = ''
let file = ''
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'segue-once-'))
  file = path.join(directory, 'it')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

describe('a file that is created once', () => {
  it('is what the first of many wrote, whole, and nothing lies beside it', async () => {
    const letters = [...'abcdefgh']
    const read = await Promise.all(
      letters.map(async (letter) => {
        await createOnce(file, letter.repeat(LONG))
        return readFile(file, 'utf8')
      }),
    )
    const [first = ''] = read
    expect(new Set(read).size).toBe(1)
    expect(letters.map((letter) => letter.repeat(LONG))).toContain(first)
    expect(await readdir(directory)).toEqual(['it'])
  })

  it('stays as it is when it is created again', async () => {
    await createOnce(file, 'one')
    await createOnce(file, 'two')
    expect(await readFile(file, 'utf8')).toBe('one')
  })

  it('is read by those alone who may', async () => {
    await createOnce(file, 'secret', { mode: 0o600 })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('is refused where its folder is missing', async () => {
    await expect(createOnce(path.join(directory, 'not', 'there'), 'x')).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })
})
