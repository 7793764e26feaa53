import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DomainError } from '../domain/errors'

/**
 * The secret kept in `dataDir` under `name`; made (readable by its owner only) at the first start.
 * Throws CONFIG_INVALID where `dataDir` cannot be written to.
 */
export async function readOrCreateSecret(dataDir: string, name: string): Promise<string> {
  const file = path.join(dataDir, name)
  const refuse = (cause: unknown) => {
    throw new DomainError('CONFIG_INVALID', `DATA_DIR (${dataDir}) is no folder that can be written to.`, {
      cause,
    })
  }
  await mkdir(dataDir, { recursive: true }).catch(refuse)
  // Written whole beside it, then linked: of two processes that start together one wins, and none reads half a secret.
  const own = `${file}.${randomUUID()}`
  await writeFile(own, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(refuse)
  try {
    await link(own, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(own, { force: true })
  }
  return (await readFile(file, 'utf8')).trim()
}
