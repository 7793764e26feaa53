import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { inRoot } from '../lib/paths.mjs'
import { StepError } from '../lib/report.mjs'
import { lastLines, run } from '../lib/run.mjs'
import { findStamp, writeStamp } from '../lib/stamp.mjs'

const PACKAGE = inRoot('node_modules', 'postgres')
const PATCH = inRoot('patches', 'postgres+3.4.9.patch')
// Inside the package, so that they go away with it.
const STAMP = inRoot('node_modules', 'postgres', '.patch')
const PUBLISHED = inRoot('node_modules', 'postgres', 'published-src')

/**
 * Applies the patch of the database driver to the installed package, so that every import has it; from the source as it
 * was published, which is kept beside it for the next version of the patch.
 * @throws {StepError} where the patch does not fit
 */
export async function ensurePatchedPackages() {
  const wanted = readFileSync(PATCH, 'utf8')
  if (findStamp(STAMP) === wanted) return 'up to date'
  const source = inRoot('node_modules', 'postgres', 'src')
  if (!existsSync(PUBLISHED)) cpSync(source, PUBLISHED, { recursive: true })
  rmSync(source, { recursive: true })
  cpSync(PUBLISHED, source, { recursive: true })
  const applied = await run('patch', ['-p1', '--batch', '--forward', '-i', PATCH], { cwd: PACKAGE })
  if (applied.code === 127) throw new StepError('The program patch is missing: install build-essential.')
  if (applied.code !== 0) {
    throw new StepError(`${PATCH} does not fit the installed package.\n${lastLines(applied.output)}`)
  }
  writeStamp(STAMP, wanted)
  return 'postgres patched'
}
