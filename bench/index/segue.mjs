import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { FILE_LOADERS } from '../../scripts/lib/file-loaders.mjs'
import { inRoot, root } from '../../scripts/lib/paths.mjs'
import { as } from './as.mjs'

const ENTRY = `
  export { createSql } from '~db/client'
  export { startEmbeddedPostgres } from '~db/embedded'
  export { migrate } from '~db/migrate'
  export { createIndexPool } from '~server/vector-index/pool/index-pool'
  export { createIndexFileRepository } from '~server/vector-index/index-file.repository'
  export { createIndexVersionRepository } from '~server/vector-index/index-version.repository'
  export { createVectorSource } from '~server/catalog/vectors/vector-source'
  export { createFaissStore } from '~server/vector-index/faiss-store'
  export { createIndexManager } from '~server/vector-index/index-manager'
  export { createVectorSearch } from '~server/vector-index/vector-search'
  export { DIMENSIONS, VECTOR_SPEC } from '~server/domain/features/vector-spec'`

/**
 * @typedef {typeof import('../../db/client') & typeof import('../../db/embedded') & typeof import('../../db/migrate')
 *   & typeof import('../../server/vector-index/index-version.repository')
 *   & typeof import('../../server/vector-index/index-file.repository')
 *   & typeof import('../../server/catalog/vectors/vector-source') & typeof import('../../server/vector-index/faiss-store')
 *   & typeof import('../../server/vector-index/index-manager') & typeof import('../../server/vector-index/vector-search')
 *   & typeof import('../../server/vector-index/pool/index-pool') & typeof import('../../server/domain/features/vector-spec')} Segue
 */

export const BUNDLE = inRoot('build', 'bench', 'index.mjs')

/** What the server uses for its index, bundled as the server is. @returns {Promise<Segue>} */
export async function loadSegue() {
  await build({
    stdin: { contents: ENTRY, resolveDir: root, sourcefile: 'bench-entry.ts', loader: 'ts' },
    absWorkingDir: root,
    outfile: BUNDLE,
    bundle: true,
    loader: FILE_LOADERS,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return as(await import(pathToFileURL(BUNDLE).href))
}

export const INDEX_TASK = inRoot('build', 'workers', 'index.task.mjs')
