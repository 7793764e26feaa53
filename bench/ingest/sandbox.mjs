import { fork } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { inRoot, root } from '../../scripts/lib/paths.mjs'
import { fixedPostgres } from '../../scripts/lib/postgres-driver.mjs'

/** @typedef {{ url: string, playlists: { id: string, items: number }[], client: { id: string, secret: string } }} Sandbox */

/**
 * A sandbox in a process of its own, as Spotify is: `tracks` in one list of all of them, and a few hundred in another.
 * @param {number} tracks @returns {Promise<Sandbox & { stop: () => Promise<void> }>}
 */
export async function startSandbox(tracks) {
  const outfile = inRoot('build', 'bench', 'sandbox.mjs')
  await build({
    absWorkingDir: root,
    entryPoints: ['server/sandbox/index.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    plugins: [fixedPostgres()],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  const child = fork(fileURLToPath(import.meta.url), [String(tracks), pathToFileURL(outfile).href])
  const ended = new Promise((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}.`)))
  })
  const started = new Promise((resolve) => child.once('message', resolve))
  /** @type {unknown} */
  const message = await Promise.race([started, ended])
  const sandbox = /** @type {Sandbox} */ (message)
  // From here on nobody waits for its end but who stops it.
  ended.catch(() => undefined)
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
  }
  return { ...sandbox, stop }
}

/** @param {number} tracks @param {string} bundle */
async function serve(tracks, bundle) {
  /** @type {unknown} */
  const loaded = await import(bundle)
  const { createSandbox, startSandboxServer, SANDBOX_CLIENT } =
    /** @type {typeof import('../../server/sandbox/index')} */ (loaded)
  const sandbox = createSandbox({ tracks, playlists: 2, appKind: 'extended' })
  const { url } = await startSandboxServer(sandbox, { host: '127.0.0.1', port: 0 })
  const playlists = sandbox.catalogue
    .playlists()
    .map(({ index, items }) => ({ id: sandbox.catalogue.idOf('playlist', index), items: items.length }))
    .sort((a, b) => a.items - b.items)
  process.send?.({ url, playlists, client: SANDBOX_CLIENT })
}

const [, , tracks, bundle] = process.argv
if (process.send && bundle?.startsWith('file:')) await serve(Number(tracks), bundle)
