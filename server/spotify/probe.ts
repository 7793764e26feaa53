import { z } from 'zod'
import type { Capability, ProbeAnswer } from '../domain/capabilities'
import { toDomainError, type ErrorCode } from '../domain/errors'
import { NOT_FOUND, type SpotifyHttp } from './http'

type Answer = Omit<ProbeAnswer, 'at'>
type Options = {
  http: SpotifyHttp
  /** A track that Spotify has. */
  trackId: string
  /** A public playlist of somebody else, where one is known. */
  findPlaylistId: () => Promise<string | null>
}

/** Refusals that last until somebody changes something; anything else may be over in a minute. */
const CLOSED: ReadonlySet<ErrorCode> = new Set([
  'SPOTIFY_FORBIDDEN',
  'SPOTIFY_USER_NOT_ALLOWED',
  'SPOTIFY_PREMIUM_REQUIRED',
  'SPOTIFY_SCOPE_MISSING',
  'SPOTIFY_APP_REFUSED',
  'SPOTIFY_UNAUTHORIZED',
])

/** Asks Spotify for one small thing of each kind, to see whether this client id gets it. */
export function createProbe({ http, trackId, findPlaylistId }: Options) {
  const paths: Record<Exclude<Capability, 'playlists'>, string> = {
    tracks: `/tracks/${trackId}`,
    batch: `/tracks?ids=${trackId}`,
    features: `/audio-features/${trackId}`,
    analysis: `/audio-analysis/${trackId}`,
  }

  async function get(path: string, signal: AbortSignal): Promise<Answer> {
    try {
      const answer = await http.get(path, z.unknown(), signal)
      if (answer !== NOT_FOUND) return { state: 'open', code: null, message: 'Spotify answers.' }
      // To say that there is no such track, Spotify has to have accepted the question.
      return path === paths.tracks
        ? { state: 'open', code: null, message: 'Spotify answers.' }
        : unknown('Spotify does not know the track that was asked for.')
    } catch (error) {
      if (signal.aborted) return unknown('Spotify does not answer in time.')
      const { code, message } = toDomainError(error)
      return { state: CLOSED.has(code) ? 'closed' : 'unknown', code, message }
    }
  }

  return async (capability: Capability, signal: AbortSignal): Promise<Answer> => {
    if (capability !== 'playlists') return get(paths[capability], signal)
    const id = await findPlaylistId().catch(() => null)
    if (id !== null) return get(`/playlists/${id}/items?limit=1`, signal)
    // What was cut in February 2026 was cut together.
    const batch = await get(paths.batch, signal)
    return batch.state === 'closed'
      ? batch
      : unknown('There is no playlist in the catalog to try it with; read one and look again.')
  }
}

const unknown = (message: string): Answer => ({ state: 'unknown', code: null, message })
