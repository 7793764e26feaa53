/**
 * A Spotify look-alike with a generated catalogue: accounts, Web API, previews and cover art.
 * It is what a newcomer sees, what tests run against and what load tests load.
 */
import { createCatalogue } from './catalogue/catalogue'
import { createFaults } from './faults'
import { createHandler } from './handler'
import type { SandboxOptions } from './options'
import { resolveOptions } from './options'
import type { Sandbox } from './sandbox'

export type { SandboxOptions, SpotifyAppKind } from './options'
export { parseFaults } from './fault-text'
export { SANDBOX_CLIENT } from './options'
export type { SandboxServer } from './server'
export { startSandboxServer } from './server'

export type { Sandbox } from './sandbox'

/** Throws a RangeError for a catalogue size that cannot be. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const settings = resolveOptions(options)
  const catalogue = createCatalogue(
    settings.seed,
    settings.tracks,
    settings.playlists,
    settings.playlistItems,
  )
  const faults = createFaults(settings.faults)
  return { handle: createHandler(settings, catalogue, faults), catalogue, inject: faults.script }
}
