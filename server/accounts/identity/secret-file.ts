import { randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { DomainError } from '../../domain/errors'
import { createOnce } from '../../process/create-once'

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
  await createOnce(file, randomBytes(32).toString('base64url'), { mode: 0o600 }).catch(refuse)
  return (await readFile(file, 'utf8')).trim()
}
