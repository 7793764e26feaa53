import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { FILE_LOADERS } from '../lib/file-loaders.mjs'
import { fingerprint } from '../lib/fingerprint.mjs'
import { inRoot, root } from '../lib/paths.mjs'
import { StepError } from '../lib/report.mjs'
import { findStamp, writeStamp } from '../lib/stamp.mjs'

const STAMP = inRoot('build', '.bundles')
const INPUTS = [
  'server',
  'workers',
  'db',
  'scripts/segue',
  'scripts/lib/file-loaders.mjs',
  'scripts/setup/bundles.mjs',
  'tsconfig.json',
  'package-lock.json',
]

/** Bundle by output path: each file that is a process or a thread of its own. */
function findEntries() {
  const tasks = existsSync(inRoot('workers', 'tasks'))
    ? readdirSync(inRoot('workers', 'tasks')).filter(
        (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
      )
    : []
  return {
    'server/index': 'server/index.ts',
    'cli/index': 'scripts/segue/index.ts',
    'client/index': 'server/client.ts',
    'db/embedded-keeper': 'db/embedded-keeper.ts',
    ...Object.fromEntries(tasks.map((file) => [`workers/${basename(file, '.ts')}`, `workers/tasks/${file}`])),
  }
}

/**
 * Bundles our own TypeScript for Node where a source has changed; packages stay imports.
 * Node 20 runs no TypeScript and knows no tsconfig paths, least of all in a worker thread.
 * @param {import('../lib/report.mjs').Doing} [doing]
 */
export async function ensureBundles(doing) {
  const entries = findEntries()
  const wanted = fingerprint(INPUTS)
  const outputs = Object.keys(entries).map((name) => inRoot('build', `${name}.mjs`))
  if (findStamp(STAMP) === wanted && outputs.every((file) => existsSync(file))) return 'up to date'
  doing?.(`bundling ${outputs.length} files`)
  const { build, formatMessages, stop } = await import('esbuild')
  try {
    await build({
      absWorkingDir: root,
      entryPoints: entries,
      outdir: 'build',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      packages: 'external',
      loader: FILE_LOADERS,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      logLevel: 'silent',
    })
  } catch (error) {
    const errors = /** @type {Partial<import('esbuild').BuildFailure>} */ (error).errors
    if (!errors) throw error
    throw new StepError(`Bundling failed.\n${(await formatMessages(errors, { kind: 'error' })).join('')}`)
  } finally {
    // Its process would stay for as long as npm start does.
    await stop()
  }
  writeStamp(STAMP, wanted)
  return `${outputs.length} files bundled`
}
