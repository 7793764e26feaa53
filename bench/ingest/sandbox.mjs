import { fork } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { FILE_LOADERS } from '../../scripts/lib/file-loaders.mjs'
import { inRoot, root } from '../../scripts/lib/paths.mjs'

/**
 * `env` are the settings of a server that takes it for Spotify, and asks as fast as it answers.
 * @typedef {{ playlists: { id: string, items: number }[], env: Record<string, string> }} Sandbox
 */
/**
 * An answer of 429, in the milliseconds since 1970 at which it was given.
 * @typedef {{ refused: string, at: number }} Refusal
 */

/**
 * A sandbox in a process of its own, as Spotify is: `tracks` in one list of all of them, and a few hundred in another.
 * `faults` are those of SANDBOX_FAULTS; `onRefused` is told of each 429, with the path that was asked for.
 * @param {number} tracks @param {{ faults?: string, onRefused?: (refusal: Refusal) => void }} [options]
 * @returns {Promise<Sandbox & { stop: () => Promise<void> }>}
 */
export async function startSandbox(tracks, { faults = '', onRefused = () => undefined } = {}) {
  const outfile = inRoot('build', 'bench', 'sandbox.mjs')
  await build({
    absWorkingDir: root,
    entryPoints: ['server/sandbox/index.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    loader: FILE_LOADERS,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  const child = fork(fileURLToPath(import.meta.url), [String(tracks), pathToFileURL(outfile).href, faults])
  const ended = new Promise((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}.`)))
  })
  const started = new Promise((resolve) => child.once('message', resolve))
  /** @type {unknown} */
  const message = await Promise.race([started, ended])
  const sandbox = /** @type {Sandbox} */ (message)
  child.on('message', (/** @type {Refusal} */ refusal) => onRefused(refusal))
  // From here on nobody waits for its end but who stops it.
  ended.catch(() => undefined)
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
  }
  return { ...sandbox, stop }
}

/** @param {number} tracks @param {string} bundle @param {string} faults */
async function serve(tracks, bundle, faults) {
  /** @type {unknown} */
  const loaded = await import(bundle)
  const { createSandbox, parseFaults, startSandboxServer, SANDBOX_CLIENT } =
    /** @type {typeof import('../../server/sandbox/index')} */ (loaded)
  const options = { tracks, playlists: 2, appKind: /** @type {const} */ ('extended') }
  const sandbox = createSandbox({ ...options, faults: parseFaults(faults, 1) })
  /** @param {Request} request @param {AbortSignal} [signal] */
  const handle = async (request, signal) => {
    const response = await sandbox.handle(request, signal)
    if (response.status === 429) process.send?.({ refused: new URL(request.url).pathname, at: Date.now() })
    return response
  }
  const { url } = await startSandboxServer({ ...sandbox, handle }, { host: '127.0.0.1', port: 0 })
  const playlists = sandbox.catalogue
    .playlists()
    .map(({ index, items }) => ({ id: sandbox.catalogue.idOf('playlist', index), items: items.length }))
    .sort((a, b) => a.items - b.items)
  const env = {
    SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
    SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
    SPOTIFY_ACCOUNTS_URL: `${url}/accounts`,
    SPOTIFY_API_URL: `${url}/v1`,
    SPOTIFY_REQUESTS_PER_SECOND: '1000',
    SPOTIFY_REQUESTS_PER_DAY: '0',
    SPOTIFY_CONCURRENCY: '8',
    PLAYLIST_MAX_ITEMS: '100000',
    RATE_LIMIT_PER_MINUTE: '1000000',
    FEATURE_SOURCES: 'spotify',
    RESULT_CACHE_SECONDS: '0',
    EVALUATE_AFTER_BUILD: 'false',
  }
  process.send?.({ playlists, env })
}

const [, , tracks, bundle, faults] = process.argv
if (process.send && bundle?.startsWith('file:')) await serve(Number(tracks), bundle, faults ?? '')
