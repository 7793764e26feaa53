import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { FILE_LOADERS } from '../../scripts/lib/file-loaders.mjs'
import { inRoot, root } from '../../scripts/lib/paths.mjs'
import { as } from '../index/as.mjs'

const ENTRY = `
  export { readSongs } from './bench/feedback/read-songs'
  export { simulateFeedback } from '~server/quality/domain/simulate-feedback'`

/**
 * @typedef {typeof import('./read-songs') & typeof import('../../server/quality/domain/simulate-feedback')} Feedback
 */

/** The simulation and what fills it, bundled as the server is. @returns {Promise<Feedback>} */
export async function loadFeedback() {
  const outfile = inRoot('build', 'bench', 'feedback.mjs')
  await build({
    stdin: { contents: ENTRY, resolveDir: root, sourcefile: 'bench-entry.ts', loader: 'ts' },
    absWorkingDir: root,
    outfile,
    bundle: true,
    loader: FILE_LOADERS,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return as(await import(pathToFileURL(outfile).href))
}
