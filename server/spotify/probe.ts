import { z } from 'zod'
import type { Capability, ProbeAnswer } from '../status/domain/capabilities'
import { toDomainError, type ErrorCode } from '../domain/errors'
import type { UserCapability } from '../status/domain/user-capabilities'
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
  'SIGN_IN_AGAIN',
])

/** Asks Spotify for one small thing of each kind, to see whether this client id gets it. */
export function createProbe({ http, trackId, findPlaylistId }: Options) {
  const paths: Record<Exclude<Capability, 'playlists'>, string> = {
    tracks: `/tracks/${trackId}`,
    batch: `/tracks?ids=${trackId}`,
    features: `/audio-features/${trackId}`,
    analysis: `/audio-analysis/${trackId}`,
  }

  return async (capability: Capability, signal: AbortSignal): Promise<Answer> => {
    if (capability !== 'playlists') return get(http, paths[capability], signal, capability === 'tracks')
    const id = await findPlaylistId().catch(() => null)
    if (id !== null) return get(http, `/playlists/${id}/items?limit=1`, signal)
    // What was cut in February 2026 was cut together.
    const batch = await get(http, paths.batch, signal)
    return batch.state === 'closed'
      ? batch
      : unknown('There is no playlist in the catalog to try it with; read one and look again.')
  }
}

/** Asks Spotify, with the token of a user, for one small thing of each kind that is theirs. */
export function createUserProbe(http: SpotifyHttp) {
  const paths: Record<UserCapability, string> = {
    profile: '/me',
    'own-playlists': '/me/playlists?limit=1&offset=0',
    liked: '/me/tracks?limit=1&offset=0',
  }
  return (capability: UserCapability, signal: AbortSignal): Promise<Answer> =>
    get(http, paths[capability], signal)
}

/** `evenMissing`: to say that there is no such thing, Spotify has to have accepted the question. */
async function get(
  http: SpotifyHttp,
  path: string,
  signal: AbortSignal,
  evenMissing = false,
): Promise<Answer> {
  try {
    const answer = await http.get(path, z.unknown(), signal)
    if (answer !== NOT_FOUND || evenMissing) {
      return { state: 'open', code: null, message: 'Spotify answers.' }
    }
    return unknown('Spotify does not know what was asked for.')
  } catch (error) {
    if (signal.aborted) return unknown('Spotify does not answer in time.')
    const { code, message } = toDomainError(error)
    return { state: CLOSED.has(code) ? 'closed' : 'unknown', code, message }
  }
}

const unknown = (message: string): Answer => ({ state: 'unknown', code: null, message })
