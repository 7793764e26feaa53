import { isDomainError } from '../domain/errors'
import { hasFeatures, type FeatureValues } from '../domain/features/features'
import { SourceFault, emptyAnswer, type Source, type SourceAnswer } from './source'
import { forEachAtOnce } from './at-once'

type SpotifyFeatures = {
  audioFeatures: (ids: string[], signal?: AbortSignal) => Promise<Map<string, FeatureValues>>
  audioFeaturesOf: (id: string, signal?: AbortSignal) => Promise<FeatureValues | null>
}
type SpotifyAnalysis = {
  audioAnalysis: (id: string, signal?: AbortSignal) => Promise<FeatureValues | null>
}

/** How long a closed endpoint is not asked again: Spotify opens it to a client id by hand, if ever. */
const CLOSED_SECONDS = 24 * 60 * 60
/** After trouble of any other kind; its client has waited and retried already. */
const REST_SECONDS = 30
const MISS_SECONDS = 7 * 86_400
const FEATURES_BATCH = 100
const ANALYSES_BATCH = 20
/** Beside the client's own limits. */
const AT_ONCE = 4
const EXTRACTOR = 'spotify-web-api'

/**
 * Spotify's audio features as a source of values. Most client ids may not read them (403 since November 2024); after
 * one such answer, to a batch and to a single track, the source says nothing for a day instead of asking for every track.
 */
export function createSpotifyFeatureSource(spotify: SpotifyFeatures, now: () => number = Date.now): Source {
  /** Until when the way of asking for many at once is closed; one by one may still be open. */
  let singleUntil = 0

  async function readMany(ids: string[], signal: AbortSignal | undefined) {
    if (now() >= singleUntil) {
      try {
        return await spotify.audioFeatures(ids, signal)
      } catch (error) {
        if (!isForbidden(error)) throw error
        singleUntil = now() + CLOSED_SECONDS * 1000
      }
    }
    return readOneByOne(ids, (id) => spotify.audioFeaturesOf(id, signal))
  }

  return {
    name: 'spotify',
    title: 'Spotify',
    gives: 'energy',
    batchSize: FEATURES_BATCH,
    missSeconds: MISS_SECONDS,
    ask: (tracks, signal) =>
      toAnswer(
        tracks.map(({ spotifyId }) => spotifyId),
        (ids) => readMany(ids, signal),
        { extractor: EXTRACTOR, now, signal },
      ),
  }
}

/** Spotify's audio analysis as a source of structure: one call a track, half a megabyte each. */
export function createSpotifyAnalysisSource(spotify: SpotifyAnalysis, now: () => number = Date.now): Source {
  return {
    name: 'spotify-analysis',
    title: 'Spotify’s audio analysis',
    gives: 'structure_partial',
    batchSize: ANALYSES_BATCH,
    missSeconds: MISS_SECONDS,
    ask: (tracks, signal) =>
      toAnswer(
        tracks.map(({ spotifyId }) => spotifyId),
        (ids) => readOneByOne(ids, (id) => spotify.audioAnalysis(id, signal)),
        { extractor: `${EXTRACTOR} audio-analysis`, now, signal },
      ),
  }
}

type Reading = { extractor: string; now: () => number; signal: AbortSignal | undefined }

async function toAnswer(
  ids: string[],
  read: (ids: string[]) => Promise<Map<string, FeatureValues>>,
  { extractor, now, signal }: Reading,
): Promise<SourceAnswer> {
  const answer = emptyAnswer()
  try {
    const found = await read(ids)
    const fetchedAt = new Date(now())
    for (const [id, values] of found) {
      if (hasFeatures(values)) answer.found.set(id, { source: 'spotify', extractor, fetchedAt, values })
    }
    answer.unknown = ids.filter((id) => !answer.found.has(id))
  } catch (error) {
    signal?.throwIfAborted()
    if (!isDomainError(error)) throw error
    answer.fault = isForbidden(error)
      ? new SourceFault('it does not give values to this client id', CLOSED_SECONDS, { cause: error })
      : new SourceFault(error.message, error.retryAfterSeconds ?? REST_SECONDS, { cause: error })
  }
  return answer
}

/** The first goes alone: where it is refused, nobody else is asked about. */
async function readOneByOne(ids: string[], read: (id: string) => Promise<FeatureValues | null>) {
  const found = new Map<string, FeatureValues>()
  const keep = async (id: string) => {
    const values = await read(id)
    if (values) found.set(id, values)
  }
  await forEachAtOnce(ids.slice(0, 1), 1, keep)
  await forEachAtOnce(ids.slice(1), AT_ONCE, keep)
  return found
}

const isForbidden = (error: unknown): boolean => isDomainError(error) && error.code === 'SPOTIFY_FORBIDDEN'
