import { randomUUID } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createOnce } from '../process/create-once'

const ID_FILE = 'folder-id'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The id of a folder of index files, kept in it; null where it has none yet. Processes that share the folder share the
 * id, whatever machine they run on, and a folder that was emptied is another one. Throws where it is no id.
 */
export async function findFolderId(directory: string): Promise<string | null> {
  const file = path.join(directory, ID_FILE)
  const found = await readFile(file, 'utf8').catch(() => null)
  if (found === null) return null
  const id = found.trim()
  if (!UUID.test(id)) throw new Error(`${file} holds no id; delete it, and a new one is made`)
  return id
}

/** The same, made where there is none. Throws also where the folder cannot be written to. */
export async function readOrCreateFolderId(directory: string): Promise<string> {
  const found = await findFolderId(directory)
  if (found !== null) return found
  await mkdir(directory, { recursive: true })
  const id = randomUUID()
  await createOnce(path.join(directory, ID_FILE), id)
  return (await findFolderId(directory)) ?? id
}
