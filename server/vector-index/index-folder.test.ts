import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findFolderId, readOrCreateFolderId } from './index-folder'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'segue-folder-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

it('gives all processes that come at once the same id, and leaves nothing else behind', async () => {
  expect(await findFolderId(directory)).toBeNull()
  const ids = await Promise.all(Array.from({ length: 8 }, () => readOrCreateFolderId(directory)))
  expect(new Set(ids).size).toBe(1)
  expect(await findFolderId(directory)).toBe(ids[0])
  expect(await readdir(directory)).toEqual(['folder-id'])
})

it('makes a folder that is not there, with another id than any other', async () => {
  const one = await readOrCreateFolderId(path.join(directory, 'one'))
  expect(await readOrCreateFolderId(path.join(directory, 'two'))).not.toBe(one)
})

it('says what to do about a file that holds no id', async () => {
  await writeFile(path.join(directory, 'folder-id'), 'rubbish')
  await expect(readOrCreateFolderId(directory)).rejects.toThrow('delete it, and a new one is made')
})
