import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A compiled binding of build/native (see scripts/build-native.mjs). Node caches it, so every call in a thread gives the
 * same object; every thread may load it.
 * @throws Error that names the file and the command that builds it
 */
export function loadBinding(name: string): unknown {
  root ??= findProjectRoot(dirname(fileURLToPath(import.meta.url)))
  const file = join(root, 'build', 'native', `${name}.node`)
  try {
    return createRequire(import.meta.url)(file)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new Error(
      `The vector binding ${file} does not load (${reason}); build it: node scripts/build-native.mjs`,
      { cause },
    )
  }
}

let root: string | undefined

/** Upward to the project's own package.json: the source lies two folders below it, and so do the bundles. */
function findProjectRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isProjectRoot(folder)) return folder
    if (folder === dirname(folder)) throw new Error(`No package.json named "segue" is above ${from}`)
  }
}

function isProjectRoot(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return (
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'segue'
    )
  } catch {
    return false
  }
}
