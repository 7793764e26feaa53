import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { SERVICE_SECRET_FILE } from '~server/accounts/identity/service-secret'
import { Failure, usageFailure } from './failure'

const DEFAULT_URL = 'http://127.0.0.1:3000'

export type Settings = { url: string; dataDir: string; secret: string | undefined }

type Env = Record<string, string | undefined>

/** An empty setting counts as one that is not set. */
const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

/** Where Segue is looked for. */
export const urlOf = (env: Env): string => given(env.SEGUE_URL) ?? DEFAULT_URL

/** Settings of the tools from the environment. Throws a Failure (usage) for a SEGUE_URL that is none. */
export function readSettings(env: Env): Settings {
  const url = urlOf(env)
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw usageFailure(
      `SEGUE_URL is "${url}", which is not an http address.`,
      `Set it to one like ${DEFAULT_URL}.`,
    )
  }
  const dataDir = path.resolve(findRoot(import.meta.dirname), given(env.DATA_DIR) ?? '.data')
  return { url, dataDir, secret: given(env.SERVICE_SECRET) }
}

/** The secret that tokens are signed with: the one that was set, else the one the server keeps; null without either. */
export async function findServiceSecret({ secret, dataDir }: Settings): Promise<string | null> {
  if (secret !== undefined) return secret
  try {
    return (await readFile(path.join(dataDir, SERVICE_SECRET_FILE), 'utf8')).trim() || null
  } catch {
    return null
  }
}

/** What to say when a token is needed and there is nothing to sign it with. */
export function secretMissing({ dataDir }: Settings): Failure {
  const file = path.join(dataDir, SERVICE_SECRET_FILE)
  return new Failure(
    'SECRET_MISSING',
    `There is no service secret: SERVICE_SECRET is not set and ${file} cannot be read.`,
    'Start Segue once with `npm start`, or set SERVICE_SECRET (or DATA_DIR) as the server has it.',
  )
}

/** The folder of the project above `folder`: the sources and the bundle lie at different depths of it. */
export function findRoot(folder: string): string {
  let root = folder
  while (!existsSync(path.join(root, 'package.json'))) {
    const parent = path.dirname(root)
    if (parent === root) return folder
    root = parent
  }
  return root
}
