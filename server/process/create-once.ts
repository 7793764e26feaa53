import { randomUUID } from 'node:crypto'
import { link, rm, writeFile } from 'node:fs/promises'

/**
 * Creates `file` with `content`, unless there is one: of processes that start together one wins, and none reads half of what
 * it wrote, for it is written whole beside it and then linked. Give `mode` for who may read it.
 * Throws as node:fs does where the folder is not there or cannot be written to.
 */
export async function createOnce(file: string, content: string, { mode = 0o644 } = {}): Promise<void> {
  const own = `${file}.${randomUUID()}`
  try {
    await writeFile(own, content, { mode, flag: 'wx' })
    await link(own, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(own, { force: true })
  }
}
