import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FILE_LOADERS } from '../../scripts/lib/file-loaders.mjs'

/** Files that the bundler makes modules of, for a test runner that loads sources itself: texts, or bytes. @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  const loaders = new Map(Object.entries(FILE_LOADERS))
  const loader = url.startsWith('file:') ? loaders.get(extname(new URL(url).pathname)) : undefined
  if (loader === undefined) return next(url, context)
  const bytes = await readFile(fileURLToPath(url))
  const source =
    loader === 'text'
      ? `export default ${JSON.stringify(bytes.toString())}`
      : `export default new Uint8Array(Buffer.from(${JSON.stringify(bytes.toString('base64'))}, 'base64'))`
  return { format: 'module', source, shortCircuit: true }
}
